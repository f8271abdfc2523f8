package dev.qm.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RenderingTest {
  private static final Terminal COLOUR = new Terminal(true, true, true, 40, true);
  private static final Terminal PLAIN = new Terminal(true, true, true, 40, false);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aTableLinesUpItsColumnsAndMakesItsCellsHarmless() {
    var console = Console.of(out, err, Terminal.NONE);

    Table.of("UNIT", ">MEMORY", "STATE")
        .row("radio.service", "12", "running")
        .row("a\u001b[2J", "4096", "日本")
        .print(console.out(), console.terminal());
    console.flush();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            UNIT           MEMORY  STATE
            radio.service      12  running
            a\\x1b[2J         4096  日本
            """);
  }

  @Test
  void aTableThatIsTooWideFoldsItsLastColumn() {
    Table.of("NAME", "SUMMARY")
        .row("kvm", "virtual machines in the partition, fast")
        .row("sound", "short")
        .print(consoleOn(PLAIN).out(), PLAIN);

    assertThat(flushed(out))
        .isEqualTo(
            """
            NAME   SUMMARY
            kvm    virtual machines in the
                   partition, fast
            sound  short
            """);
  }

  @Test
  void whereThatIsNoHelpEachRowBecomesLines() {
    Table.of("CHANNEL", "BETWEEN", "BY")
        .row("/run/ipc/radio/radio.sock", "host, qm", "/etc/systemd/system/radio.socket:15")
        .row("/run/ipc/x", "host, qm and a few others of the same name", "-")
        .print(consoleOn(PLAIN).out(), PLAIN);

    assertThat(flushed(out))
        .isEqualTo(
            """
            /run/ipc/radio/radio.sock
              between  host, qm
              by       /etc/systemd/system/radio.socket:15

            /run/ipc/x
              between  host, qm and a few others of
                       the same name
              by       -
            """);
  }

  @Test
  void aWordIsNeverCut() {
    Table.of("A").row("x".repeat(100)).print(consoleOn(PLAIN).out(), PLAIN);

    assertThat(flushed(out)).isEqualTo("x".repeat(100) + "\n");
  }

  @Test
  void aRowWithAMissingCellIsABug() {
    assertThatThrownBy(() -> Table.of("A", "B").row("1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void colourIsUsedOnlyWhereItIsWelcome() {
    Letter.error("no").print(consoleOn(COLOUR).err(), COLOUR);
    assertThat(flushed(err)).isEqualTo("\u001b[1;31merror:\u001b[0m no\n");
  }

  @Test
  void progressIsOneChangingLineOnATerminal() {
    var console = consoleOn(PLAIN);

    try (var progress = Progress.on(console)) {
      progress.show("fetch\u0007 packages", 7);
      progress.remark("kept");
      progress.show("a title that is far too long for this terminal", 100);
    }

    assertThat(flushed(err))
        .isEqualTo(
            "\r\u001b[K[  7%] fetch\\x07 packages"
                + "\r\u001b[Kkept\n[  7%] fetch\\x07 packages"
                + "\r\u001b[K[100%] a title that is far too long ..."
                + "\r\u001b[K");
  }

  @Test
  void progressIsALineAStepInALog() {
    var console = consoleOn(Terminal.NONE);

    try (var progress = Progress.on(console)) {
      progress.show("fetch", 1);
      progress.show("fetch", 2);
      progress.show("unpack", 50);
    }

    assertThat(flushed(err)).isEqualTo("[  1%] fetch\n[ 50%] unpack\n");
  }

  @Test
  void aTerminalThatDoesNotKnowItsWidthGetsTheUsualOne() {
    assertThat(Terminal.columns("")).isEqualTo(80);
    assertThat(Terminal.columns("0")).isEqualTo(80);
    assertThat(Terminal.columns("x")).isEqualTo(80);
    assertThat(Terminal.columns("132")).isEqualTo(132);
    assertThat(Terminal.columns("1")).isEqualTo(40);
    assertThat(Terminal.columns("99999")).isEqualTo(500);
  }

  @Test
  void lostOutputIsRemembered() {
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    var console = Console.of(full, err, Terminal.NONE);

    console.out().println("x");
    assertThat(console.lost()).isEmpty();
    console.flush();

    assertThat(console.lost())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("No space left on device");
  }

  @Test
  void onlyAYesFromAPersonIsAYes() throws IOException {
    assertThat(confirms("y\n", PLAIN)).isTrue();
    assertThat(confirms(" Yes", PLAIN)).isTrue();
    assertThat(confirms("\n", PLAIN)).isFalse();
    assertThat(confirms("", PLAIN)).isFalse();
    assertThat(confirms("n".repeat(1000) + "y\n", PLAIN)).isFalse();
    assertThat(confirms("y\n", Terminal.NONE)).isFalse();
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("install\\x0a it? [y/N] ");
  }

  private boolean confirms(String answer, Terminal terminal) throws IOException {
    var in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
    return Console.of(in, out, err, terminal).confirms("install\n it");
  }

  private Console consoleOn(Terminal terminal) {
    last = Console.of(out, err, terminal);
    return last;
  }

  private Console last = Console.of(out, err, Terminal.NONE);

  private String flushed(ByteArrayOutputStream stream) {
    last.flush();
    return stream.toString(StandardCharsets.UTF_8);
  }
}
