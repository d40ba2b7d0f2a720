package journal

const setLock = 90 // F_OFD_SETLK in <sys/fcntl.h>
