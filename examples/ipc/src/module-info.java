/** Two programs that talk over a Unix socket: one of the safety side, one of the QM side. */
module demo.ipc {}
