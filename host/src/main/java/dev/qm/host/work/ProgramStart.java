package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program is started and waited for: posix_spawn(3), waitpid(2). */
public final class ProgramStart implements Work {
  private final RepeatedCall spawn = new RepeatedCall("posix_spawn");
  private final RepeatedCall waitpid = new RepeatedCall("waitpid");
  private final NativeMemory file;
  // the words are here so that they stay
  private final List<NativeMemory> words = new ArrayList<>();
  private final NativeMemory arguments;
  private final NativeMemory environment;
  private final NativeMemory pid = NativeMemory.of(Long.BYTES);
  private final NativeMemory status = NativeMemory.of(Long.BYTES);

  /** A program, its arguments, and an environment of nothing but a usual PATH. */
  public ProgramStart(Path program, List<String> arguments) {
    this.file = NativeMemory.of(program.toString());
    var argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(arguments);
    this.arguments = vector(argv);
    this.environment = vector(List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"));
  }

  @Override
  public boolean once() {
    // the error is returned, not left in errno
    if (spawn.call(pid.address(), file.address(), 0, 0, arguments.address(), environment.address())
        != 0) {
      return false;
    }
    while (waitpid.call(pid.getInt(0), status.address(), 0) < 0) {
      if (!waitpid.wasInterrupted()) {
        return false;
      }
    }
    return status.getInt(0) == 0;
  }

  /** The addresses of texts, and a zero at the end. */
  private NativeMemory vector(List<String> texts) {
    var vector = NativeMemory.of((texts.size() + 1L) * Long.BYTES);
    for (var i = 0; i < texts.size(); i++) {
      var word = NativeMemory.of(texts.get(i));
      words.add(word);
      vector.putLong((long) i * Long.BYTES, word.address());
    }
    return vector;
  }
}
