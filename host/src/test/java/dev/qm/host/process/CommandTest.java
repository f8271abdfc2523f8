package dev.qm.host.process;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void keepsOutputAndErrorsApart() throws HostException {
    var outcome = Command.of("sh", "-c", "echo out; echo err >&2; exit 3").run();

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.output()).isEqualTo("out\n");
    assertThat(outcome.errors()).isEqualTo("err\n");
    assertThat(outcome.ok()).isFalse();
  }

  @Test
  void passesArgumentsThroughNoShell() throws HostException {
    var outcome = Command.of("printf", "%s|", "$HOME", "a b", "*", "'\"", "").run();

    assertThat(outcome.output()).isEqualTo("$HOME|a b|*|'\"||");
  }

  @Test
  void givesInputAndEnvironment() throws HostException {
    var outcome =
        Command.of("sh", "-c", "cat; echo $SIDE")
            .stdin("typed\n".getBytes(StandardCharsets.UTF_8))
            .env("SIDE", "qm")
            .require();

    assertThat(outcome.output().lines()).containsExactly("typed", "qm");
  }

  @Test
  void anEmptyInputEndsAtOnce() throws HostException {
    assertThat(Command.of("cat").require().output()).isEmpty();
  }

  @Test
  void inputThatTheProgramDoesNotReadIsNoFailure() throws HostException {
    assertThat(Command.of("true").stdin(new byte[1 << 20]).run().exitCode()).isZero();
  }

  @Test
  void outputBeyondTheLimitIsCutAndTold() throws HostException {
    var outcome = Command.of("head", "-c", "6000000", "/dev/zero").require();

    assertThat(outcome.output()).hasSize(Command.CAPTURE_LIMIT);
    assertThat(outcome.outputCut()).isTrue();
  }

  @Test
  void ofLongErrorsTheEndIsKept() throws HostException {
    var outcome =
        Command.of("sh", "-c", "head -c 20000000 /dev/zero >&2; echo the last word >&2").run();

    assertThat(outcome.errors()).hasSizeLessThanOrEqualTo(Command.CAPTURE_LIMIT);
    assertThat(outcome.errors()).endsWith("the last word\n");
  }

  @Test
  void aSignalIsExitCode128AndMore() throws HostException {
    var outcome = Command.of("sh", "-c", "kill -9 $$").run();

    assertThat(outcome.exitCode()).isEqualTo(128 + 9);
    assertThat(outcome.failure()).hasMessageContaining("ended by signal 9");
  }

  @Test
  void aFailureTellsTheCommandTheCodeAndTheLastLines() {
    var failure =
        failureOf(
            () -> Command.of("sh", "-c", "echo first; echo 'no space left' >&2; exit 4").require());

    assertThat(failure.what()).startsWith("`sh -c").contains("exit code 4");
    assertThat(failure).hasMessageEndingWith("no space left");
  }

  @Test
  void whatAProgramSaysReachesNoTerminalRaw() {
    var failure =
        failureOf(() -> Command.of("sh", "-c", "printf '\\033[2Jgone' >&2; false").require());

    assertThat(failure).hasMessageContaining("\\x1b[2Jgone");
  }

  @Test
  void aMissingProgramNamesItsPackage() {
    var failure = failureOf(() -> Command.of("/nowhere/nsenter").run());

    assertThat(failure).hasMessageContaining("cannot run /nowhere/nsenter");
    assertThat(failure.mend()).hasValueSatisfying(mend -> assertThat(mend).contains("util-linux"));
  }

  @Test
  void anUnknownProgramIsSaidToBeMissing() {
    var failure = failureOf(() -> Command.of("qm-no-such-program").run());

    assertThat(failure).hasMessageContaining("qm-no-such-program").hasMessageContaining("no such");
  }

  @Test
  void aProgramThatTakesTooLongIsEndedWithItsChildren() throws Exception {
    var failure =
        failureOf(() ->
            Command.of("sh", "-c", "sleep 98765 & sleep 98765")
                .timeout(Duration.ofMillis(300))
                .run());

    assertThat(failure).hasMessageContaining("longer than 300 ms");
    // a killed process is there until the kernel has come to it
    ProcessHandle.allProcesses()
        .filter(p -> p.info().arguments().filter(a -> List.of(a).contains("98765")).isPresent())
        .forEach(p -> assertThat(p.onExit()).succeedsWithin(Duration.ofSeconds(10)));
  }

  @Test
  void watchHandsOverLinesInTheOrderWritten() throws HostException {
    var lines = new ArrayList<String>();
    var outcome =
        Command.of("sh", "-c", "echo a; echo b >&2; printf 'c\\rd\\n\\033e'; exit 7")
            .watch(lines::add);

    assertThat(lines).containsExactly("a", "b", "c", "d", "\\x1be");
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.failure()).hasMessageContaining("b");
  }

  @Test
  void passthroughGivesTheExitCode() throws HostException {
    assertThat(Command.of("sh", "-c", "exit 42").passthrough()).isEqualTo(42);
    assertThat(Command.of("sh", "-c", "kill -15 $$").passthrough()).isEqualTo(128 + 15);
  }

  @Test
  void aChildThatKeepsTheOutputOpenHoldsNobodyUp() throws HostException {
    var outcome = Command.of("sh", "-c", "sleep 30 & echo started").run();

    assertThat(outcome.output()).isEqualTo("started\n");
  }

  @Test
  void aRelayedConversationGetsEachAnswerBeforeTheNextWord() throws Exception {
    var question = new PipedOutputStream();
    var answer = new PipedInputStream();
    var streams =
        new Streams(
            new PipedInputStream(question),
            new PipedOutputStream(answer),
            OutputStream.nullOutputStream());
    var relayed = new FutureTask<>(() -> Command.of("cat").relay(streams));
    Thread.ofVirtual().start(relayed);

    question.write("word\n".getBytes(StandardCharsets.UTF_8));
    question.flush();

    assertThat(answer.readNBytes(5)).isEqualTo("word\n".getBytes(StandardCharsets.UTF_8));
    question.close();
    assertThat(relayed.get()).isZero();
  }

  @Test
  void ofTwoProgramsInAPipeEachTellsHowItEnded() throws HostException {
    var written = Command.of("sh", "-c", "echo one; echo torn >&2; exit 3");
    var read = Command.of("sh", "-c", "cat; echo late >&2; exit 4");

    var piped = written.runInto(read);

    assertThat(piped.writer().exitCode()).isEqualTo(3);
    assertThat(piped.writer().errors()).isEqualTo("torn\n");
    assertThat(piped.reader().exitCode()).isEqualTo(4);
    assertThat(piped.reader().output()).isEqualTo("one\n");
    assertThat(piped.lastWords()).isEqualTo("torn; late");
    assertThat(written.runInto(Command.of("cat")).ok()).isFalse();
    assertThat(Command.of("true").runInto(read).ok()).isFalse();
    assertThat(Command.of("echo", "all").runInto(Command.of("cat")).ok()).isTrue();
  }

  @Test
  void aWriterWhoseReaderWentAwayIsNotTheCause() throws HostException {
    var piped =
        Command.of("head", "-c", "9000000", "/dev/zero")
            .runInto(Command.of("sh", "-c", "echo full >&2; exit 1"));

    assertThat(piped.ok()).isFalse();
    assertThat(piped.lastWords()).isEqualTo("full");
  }

  @Test
  void everyWayToRunAProgramTellsOfIt() throws Exception {
    var streams =
        new Streams(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream());
    var seen = new ArrayList<Child>();

    Children.<Integer, Exception>observed(
        seen::add,
        () -> {
          exit(1).run();
          exit(2).watch(line -> {});
          exit(3).passthrough();
          exit(4).passthroughOutput();
          exit(5).relay(streams);
          exit(6).relayOutput(streams);
          exit(7).runInto(exit(8));
          var other = Thread.ofPlatform().start(Children.carried(CommandTest::exitOfAnotherThread));
          other.join();
          return 0;
        });
    exit(10).run();

    assertThat(seen).extracting(Child::exitCode).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(seen.getFirst().argv()).containsExactly("sh", "-c", "exit 1");
    assertThat(seen).allSatisfy(child -> assertThat(child.took()).isPositive());
  }

  @Test
  void aChildIsShownAsItWasCalledButHarmless() {
    var child = new Child(List.of("a", "b c", "", "it's", "\033[2J\n"), 0, Duration.ZERO);

    assertThat(child.line()).isEqualTo("a 'b c' '' 'it'\\''s' '\\x1b[2J\\x0a'");
  }

  private static Command exit(int code) {
    return Command.of("sh", "-c", "exit " + code);
  }

  private static void exitOfAnotherThread() {
    try {
      exit(9).run();
    } catch (HostException failure) {
      throw new AssertionError(failure);
    }
  }
}
