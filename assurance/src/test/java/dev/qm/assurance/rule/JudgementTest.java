package dev.qm.assurance.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private static final int MANY = 35_000;

  @Test
  void ofManyFindingsTheFirstAreListedAndTheOthersAreCounted() {
    var judgement = new Judgement();
    var made = new AtomicInteger();
    for (var i = 1; i <= MANY; i++) {
      var line = i;
      judgement.fault(() -> {
        made.incrementAndGet();
        return Fault.of("wrong", Evidence.missing(Path.of("/unit" + line), ""));
      });
    }

    var faults = ((Verdict.Fail) judgement.verdict("")).faults();
    assertThat(faults).hasSize(101);
    assertThat(faults.getLast().what()).contains("of 35000 findings of this rule only the first");
    assertThat(faults.getLast().evidence().getFirst().place()).isEqualTo("/unit101:1");
    assertThat(made.get()).isEqualTo(101);
  }

  @Test
  void ofAHundredNothingIsLeftOut() {
    var judgement = new Judgement();
    for (var i = 0; i < 100; i++) {
      judgement.fault(Fault.of("wrong", Evidence.missing(Path.of("/unit"), "")));
    }

    assertThat(((Verdict.Fail) judgement.verdict("")).faults())
        .hasSize(100)
        .allMatch(fault -> fault.what().equals("wrong"));
  }

  @Test
  void ofManyReasonsTheFirstAreSaidAndThatThereAreMore() {
    var judgement = new Judgement();
    for (var i = 0; i < MANY; i++) {
      judgement.unknown("reason " + i);
    }

    var reason = ((Verdict.NotJudged) judgement.verdict("")).reason();
    assertThat(reason).startsWith("reason 0; reason 1; ").endsWith("; and more than that");
    assertThat(reason.length()).isLessThan(2_000);
  }

  @Test
  void aLongValueIsShownByItsBeginning() {
    var evidence = Evidence.missing(Path.of("/unit"), "x".repeat(MANY));

    assertThat(evidence.value()).startsWith("xxx").endsWith("... (35000 characters)");
    assertThat(evidence.value().length()).isLessThan(1_100);
    assertThat(Fault.of("y".repeat(MANY), evidence).what()).endsWith("(35000 characters)");
  }
}
