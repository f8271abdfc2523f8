package dev.qm.host.process;

import dev.qm.host.call.SystemCalls;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A namespace that is not this process's: namespaces(7).
 *
 * @param inode which one it is
 * @param member a process in it
 */
public record Namespace(Kind kind, long inode, int member) {
  /** The kinds that a single thread can enter; the numbers are those of setns(2). */
  public enum Kind {
    NET("net", 0x4000_0000),
    IPC("ipc", 0x0800_0000);

    private final String link;
    private final int flag;

    Kind(String link, int flag) {
      this.link = link;
      this.flag = flag;
    }

    /** The inode of the namespace of this kind of the process; nothing when it is gone. */
    public OptionalLong of(Path proc, String process) {
      try {
        // net:[4026531840]
        var target = Files.readSymbolicLink(proc.resolve(process).resolve("ns").resolve(link));
        var text = target.toString();
        var open = text.indexOf('[');
        return open < 0 || !text.endsWith("]")
            ? OptionalLong.empty()
            : ControlFile.number(text.substring(open + 1, text.length() - 1));
      } catch (IOException gone) {
        return OptionalLong.empty();
      }
    }
  }

  private static final Path PROC = Path.of("/proc");

  /** What is done in a namespace. */
  @FunctionalInterface
  public interface Look<T> {
    /** Looks; the calls are for use by this thread. */
    T look(SystemCalls calls) throws IOException;
  }

  /**
   * Looks from inside this namespace, on a thread of its own that ends afterwards: a thread that
   * would go on could do other work in the wrong namespace.
   *
   * @throws IOException also when the namespace ended meanwhile
   */
  public <T> T in(Look<T> look) throws IOException {
    var task =
        new FutureTask<T>(() -> {
          try (var calls = new SystemCalls()) {
            enter(calls);
            return look.look(calls);
          }
        });
    Thread.ofPlatform().start(task);
    return result(task);
  }

  private void enter(SystemCalls calls) throws IOException {
    if (isHere()) {
      return;
    }
    var descriptor = calls.open("/proc/" + member + "/ns/" + kind.link);
    try {
      calls.enterNamespace(descriptor, kind.flag);
    } finally {
      calls.close(descriptor);
    }
    if (!isHere()) {
      throw new IOException("process " + member + " ended while it was looked at");
    }
  }

  private boolean isHere() {
    var here = kind.of(PROC, "thread-self");
    return here.isPresent() && here.getAsLong() == inode;
  }

  /** Waits for a task that ends by itself; an interrupt is kept for later. */
  private static <T> T result(FutureTask<T> task) throws IOException {
    var interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException failure ? failure : new IOException(failed);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
