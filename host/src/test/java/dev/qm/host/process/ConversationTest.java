package dev.qm.host.process;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program that is talked with. */
class ConversationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Test
  void linesGoToAndFro() throws Exception {
    try (var talk = sh("while read -r line; do echo \"heard $line\"; done; echo end; exit 3")) {
      assertThat(talk.say("one")).isTrue();
      assertThat(next()).isEqualTo("heard one");
      assertThat(talk.isAlive()).isTrue();
      assertThat(talk.await(Duration.ofMillis(1))).isFalse();
      assertThat(talk.say("two")).isTrue();
      assertThat(next()).isEqualTo("heard two");
      talk.hangUp();
      assertThat(talk.await(PATIENCE)).isTrue();
      assertThat(next()).isEqualTo("end");
      assertThat(talk.outcome().exitCode()).isEqualTo(3);
      assertThat(talk.say("three")).isFalse();
    }
  }

  @Test
  void errorsAreKeptApart() throws Exception {
    try (var talk = sh("echo wrong >&2; echo right; exit 1")) {
      assertThat(talk.await(PATIENCE)).isTrue();
      assertThat(next()).isEqualTo("right");
      assertThat(talk.outcome().lastWords()).contains("wrong");
    }
  }

  @Test
  void whoeverIsClosedIsGoneWithItsChildren() throws Exception {
    List<ProcessHandle> all;
    try (var talk = sh("sleep 1000 & echo begun; wait")) {
      assertThat(next()).isEqualTo("begun");
      all = ProcessHandle.of(talk.pid()).orElseThrow().descendants().toList();
      assertThat(all).hasSize(1);
    }
    all.getFirst().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void whatCannotBeStartedIsTold() {
    var failure = failureOf(() -> Command.of("no-such-program-of-anybody").converse(lines::add));

    assertThat(failure).hasMessageContaining("no-such-program-of-anybody");
  }

  private Conversation sh(String script) throws Exception {
    return Command.of("/bin/sh", "-c", script).converse(lines::add);
  }

  private String next() throws InterruptedException {
    return String.valueOf(lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }
}
