package dev.qm.cli.command.device;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.parse.Nearest;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.device.DeviceHook;
import dev.qm.device.UnknownAnnotation;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.socket.JournalStream;
import dev.qm.host.socket.JournalStream.Line;
import dev.qm.host.socket.JournalStream.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the hook: a spec from standard input, the changed one to standard output.
 *
 * <p>Podman throws the hook's standard error away, so what was decided goes to the journal. Without
 * one it goes to standard error after all: a person who tries the hook reads it there.
 *
 * @param root the machine that has the devices
 * @param console where the spec is read and written
 */
public record DeviceHookRun(Root root, Console console) {
  private static final String NAME = "qm-device-hook";

  /** Bytes of UTF-8. A spec has some ten thousand. */
  private static final int LONGEST = 16 << 20;

  /**
   * Does it.
   *
   * @return the exit status
   * @throws CommandFailure when the container must not start; the journal has it too
   * @throws IOException when standard input or output fail
   */
  public int run() throws CommandFailure, IOException {
    try {
      var outcome = DeviceHook.apply(root, spec());
      var out = console.streams().out();
      out.write(outcome.spec().getBytes(StandardCharsets.UTF_8));
      out.flush();
      log(outcome);
      return ExitCode.OK;
    } catch (HostException known) {
      var letter = Letter.error(known.getMessage());
      throw failure(known.mend().isPresent() ? letter.note(known.mend().get()) : letter, known);
    }
  }

  private String spec() throws HostException, IOException {
    if (console.terminal().inIsTerminal()) {
      throw new HostException(
          "standard input is a terminal",
          "the hook reads a runtime spec there, as Podman gives it",
          "try it with: qm device-hook < config.json");
    }
    var bytes = console.streams().in().readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw new HostException(
          "standard input is no runtime spec", "longer than " + LONGEST + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw new HostException("standard input is no runtime spec", "it is not UTF-8 text");
    }
  }

  private CommandFailure failure(Letter letter, Exception cause) {
    var said = new StringBuilder(letter.what());
    for (var note : letter.notes()) {
      said.append("; ").append(note);
    }
    JournalStream.send(root, NAME, List.of(new Line(Priority.ERROR, said.toString())));
    return new CommandFailure(letter, cause);
  }

  private void log(DeviceHook.Outcome outcome) {
    var lines = new ArrayList<>(outcome.log());
    for (var unknown : outcome.unknown()) {
      lines.add(new Line(Priority.WARNING, words(unknown)));
    }
    if (lines.isEmpty() || JournalStream.send(root, NAME, lines)) {
      return;
    }
    for (var line : lines) {
      console.err().println(NAME + ": " + Printable.line(line.text()));
    }
  }

  private static String words(UnknownAnnotation unknown) {
    var nearest = Nearest.to(unknown.annotation(), unknown.known());
    return (unknown.container().isPresent() ? unknown.container().get() + ": " : "")
        + "unknown annotation '"
        + unknown.annotation()
        + "' opens nothing; "
        + (nearest.isPresent()
            ? "did you mean '" + nearest.get() + "'?"
            : "there are: " + String.join(", ", unknown.known()));
  }
}
