package dev.qm.cli.command.quadlet;

import dev.qm.cli.terminal.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where a generator says what it has to say: systemd runs it before anything keeps a log, so that
 * only the kernel's own buffer is left, {@code systemd.generator(7)}. Where that cannot be had, as
 * for a user, the lines go to standard error.
 */
final class GeneratorLog {
  private static final Path KERNEL_LOG = Path.of("/dev/kmsg");

  /** The kernel refuses records longer than 1024 bytes, its own prefix included. */
  private static final int LONGEST = 900;

  private final PrintStream err;
  private final String prefix;
  private boolean toKernel;

  private GeneratorLog(PrintStream err, boolean toKernel) throws IOException {
    this.err = err;
    this.toKernel = toKernel;
    this.prefix = "quadlet-generator[" + Files.readSymbolicLink(Path.of("/proc/self")) + "]: ";
  }

  /** A log on standard error. */
  static GeneratorLog to(PrintStream err) throws IOException {
    return new GeneratorLog(err, false);
  }

  /** A log in the kernel's buffer if that can be written, else on standard error. */
  static GeneratorLog toKernelOr(PrintStream err) throws IOException {
    return new GeneratorLog(err, true);
  }

  void say(String what) {
    if (!toKernel || !saidToKernel(what)) {
      err.println(prefix + Printable.line(what));
    }
  }

  private boolean saidToKernel(String what) {
    var line = cut(prefix + Printable.line(what)) + "\n";
    // opened for writing only, so that a missing device does not become a file; one write a record
    try (var log = Files.newByteChannel(KERNEL_LOG, StandardOpenOption.WRITE)) {
      log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      return true;
    } catch (IOException notOurs) {
      toKernel = false;
      return false;
    }
  }

  /** A character has up to three bytes of UTF-8 (a pair of chars has four). */
  private static String cut(String line) {
    if (line.length() <= LONGEST / 3) {
      return line;
    }
    var bytes = 0;
    var end = 0;
    while (end < line.length()) {
      var c = line.codePointAt(end);
      var size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes + size > LONGEST) {
        break;
      }
      bytes += size;
      end += Character.charCount(c);
    }
    return line.substring(0, end);
  }
}
