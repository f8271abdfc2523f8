package dev.qm.host.selinux;

import dev.qm.host.Root;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The SELinux type of sockets that a program makes, where it is not to be the program's own:
 * setsockcreatecon(3).
 */
public final class SocketType {
  /** It counts for the thread that writes it, until it writes something else. */
  private static final Path OF_THIS_THREAD = Path.of("/proc/thread-self/attr/sockcreate");

  private SocketType() {}

  /** What makes a socket. */
  @FunctionalInterface
  public interface Making<T> {
    T make() throws IOException;
  }

  /**
   * Makes a socket of a type; where SELinux is off, or its policy has no such type, an ordinary
   * one.
   *
   * @param making makes it in the thread in which it is called
   * @throws IOException also when this program may not give it the type
   */
  public static <T> T with(String type, Making<T> making) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      // one that goes to another thread of the system would leave the type there
      throw new IllegalStateException("a virtual thread has no type of its own");
    }
    var selinux = SELinux.probe(Root.HOST);
    if (!selinux.knowsType(type)) {
      return making.make();
    }
    ControlFile.write(OF_THIS_THREAD, context(selinux, type));
    try {
      return making.make();
    } finally {
      // a line end alone takes it back
      ControlFile.write(OF_THIS_THREAD, "\n");
    }
  }

  private static String context(SELinux selinux, String type) {
    var isMls =
        switch (selinux) {
          case SELinux.Absent _ -> false;
          case SELinux.Permissive permissive -> permissive.mls();
          case SELinux.Enforcing enforcing -> enforcing.mls();
        };
    return "system_u:system_r:" + type + (isMls ? ":s0" : "");
  }
}
