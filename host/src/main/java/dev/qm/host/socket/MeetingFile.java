package dev.qm.host.socket;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import java.util.Optional;

/**
 * A file at which processes meet, though nothing is stored in it: a socket, a named pipe, a message
 * queue.
 *
 * @param path below the folder that was looked through; chosen by whoever made the file
 * @param mode the lowest twelve bits: inode(7)
 * @param owner user id, as this process sees it
 * @param group group id, as this process sees it
 * @param label its SELinux label; nothing without SELinux
 */
public record MeetingFile(
    FileId id,
    Kind kind,
    Untrusted path,
    int mode,
    long owner,
    long group,
    Optional<String> label) {
  /** What it is. */
  public enum Kind {
    SOCKET,
    FIFO,
    MESSAGE_QUEUE
  }
}
