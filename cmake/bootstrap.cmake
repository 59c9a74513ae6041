# While the first files are being written, a listed file that does not exist yet is left out, and
# its folder watched so that it is built as soon as it is there.
function(replyd_existing OUT FOLDER)
  set(found)
  foreach(file IN LISTS ARGN)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${FOLDER}/${file})
      list(APPEND found ${PROJECT_SOURCE_DIR}/${FOLDER}/${file})
    else()
      message(STATUS "not there yet: ${FOLDER}/${file}")
    endif()
  endforeach()
  if(EXISTS ${PROJECT_SOURCE_DIR}/${FOLDER})
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY
      CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${FOLDER})
  endif()
  set(${OUT} ${found} PARENT_SCOPE)
endfunction()
