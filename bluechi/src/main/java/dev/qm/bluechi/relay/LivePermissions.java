package dev.qm.bluechi.relay;

import dev.qm.host.HostException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The permissions as their file says them now. A file that is wrong leaves what it said before. */
final class LivePermissions implements Supplier<Permissions> {
  private final Path file;
  private final RelayLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private Object stamp;
  private Permissions said;

  /**
   * Reads them.
   *
   * @throws HostException when the file is wrong from the beginning
   */
  LivePermissions(Path file, RelayLog log) throws HostException {
    this.file = file;
    this.log = log;
    this.stamp = FileStamp.of(file);
    this.said = Permissions.read(file);
  }

  @Override
  public Permissions get() {
    lock.lock();
    try {
      var now = FileStamp.of(file);
      if (!now.equals(stamp)) {
        stamp = now;
        said = Permissions.read(file);
        log.say("permissions were read again from " + file);
      }
    } catch (HostException wrong) {
      log.say("what was permitted before stays so: " + wrong.getMessage());
    } finally {
      lock.unlock();
    }
    return said;
  }
}
