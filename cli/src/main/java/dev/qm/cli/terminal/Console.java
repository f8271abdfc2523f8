package dev.qm.cli.terminal;

import dev.qm.host.process.Streams;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command prints: results on {@link #out}, everything else on {@link #err}. Both are UTF-8
 * whatever the locale says. Results are written when the buffer is full, at {@link #flush} and at
 * the end.
 */
public final class Console {
  private static final int BUFFER = 16 * 1024;

  private static final int LONGEST_ANSWER = 80;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final Sink sink;

  private Console(InputStream in, OutputStream out, OutputStream err, Terminal terminal) {
    this.in = in;
    this.sink = new Sink(out);
    // PrintStream buffers characters, but hands every write on: the bytes are collected here
    this.out =
        new PrintStream(new BufferedOutputStream(sink, BUFFER), false, StandardCharsets.UTF_8);
    this.err = new PrintStream(new BufferedOutputStream(err, 1024), true, StandardCharsets.UTF_8);
    this.terminal = terminal;
  }

  /** The standard streams of this process. */
  public static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminal.ofProcess());
  }

  /**
   * The bare streams, for another program; what was printed here is flushed first. To close them
   * does nothing: there may be something to say after the program's end.
   */
  public Streams streams() {
    flush();
    return new Streams(in, sink, new Sink(err));
  }

  /** Streams of the caller's choice: for tests. */
  public static Console of(InputStream in, OutputStream out, OutputStream err, Terminal terminal) {
    return new Console(in, out, err, terminal);
  }

  /** The same without anything to read. */
  public static Console of(OutputStream out, OutputStream err, Terminal terminal) {
    return new Console(InputStream.nullInputStream(), out, err, terminal);
  }

  /**
   * Asks a person at a terminal whether to go on.
   *
   * @param question without question mark and choices: {@code install 3 packages}
   * @return true only for an answer that begins with y; nobody to ask is no
   */
  public boolean confirms(String question) throws IOException {
    if (!terminal.inIsTerminal()) {
      return false;
    }
    flush();
    err.print(Printable.line(question) + "? [y/N] ");
    err.flush();
    var answer = new StringBuilder();
    for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (answer.length() < LONGEST_ANSWER) {
        answer.append((char) b);
      }
    }
    var first = answer.toString().strip();
    return first.startsWith("y") || first.startsWith("Y");
  }

  /** For results. */
  public PrintStream out() {
    return out;
  }

  /** For errors, questions and progress. */
  public PrintStream err() {
    return err;
  }

  /** Who reads. */
  public Terminal terminal() {
    return terminal;
  }

  /** Writes out what is collected: before waiting, and before another program prints. */
  public void flush() {
    out.flush();
    err.flush();
  }

  /** Why results could not be written, if they could not: a full disk, a reader that went away. */
  public Optional<IOException> lost() {
    return sink.lost;
  }

  /** Remembers the first failure, which {@link PrintStream} would only call an error. */
  private static final class Sink extends OutputStream {
    private final OutputStream to;
    private Optional<IOException> lost = Optional.empty();

    Sink(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        to.write(bytes, from, length);
      } catch (IOException e) {
        if (lost.isEmpty()) {
          lost = Optional.of(e);
        }
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }
  }
}
