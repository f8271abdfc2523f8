package dev.qm.assurance.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each rule has words, a source, and a machine that passes and one that fails. */
class RulesTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> passesWhereItHolds() {
    return Rules.all().stream()
        .map(rule ->
            dynamicTest(
                rule.id(),
                () -> {
                  var golden = golden(rule, "pass");
                  assertThat(rule.judge(golden.view()))
                      .as(rule.id())
                      .isInstanceOf(Verdict.Pass.class);
                }));
  }

  @TestFactory
  Stream<DynamicTest> failsWhereItDoesNotAtTheLineThatSaysSo() {
    return Rules.all().stream()
        .map(rule ->
            dynamicTest(
                rule.id(),
                () -> {
                  var golden = golden(rule, "fail");
                  assertThat(golden.expected()).as("what the case expects").isNotEmpty();
                  var verdict = rule.judge(golden.view());
                  assertThat(verdict).as(rule.id()).isInstanceOf(Verdict.Fail.class);
                  var faults = ((Verdict.Fail) verdict).faults();
                  for (var expected : golden.expected()) {
                    assertThat(faults)
                        .as(rule.id())
                        .anySatisfy(fault -> {
                          // as the machine itself names it, wherever the case lies
                          assertThat(fault.evidence().getFirst().place())
                              .isEqualTo(expected.place());
                          assertThat(fault.what()).contains(expected.words());
                        });
                  }
                  assertThat(faults).as(rule.id()).hasSameSizeAs(golden.expected());
                }));
  }

  @TestFactory
  Stream<DynamicTest> saysAllThatAReaderOfTheReportNeeds() {
    return Rules.all().stream()
        .map(rule ->
            dynamicTest(
                rule.id(),
                () -> {
                  assertThat(rule.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
                  assertThat(rule.title()).isNotBlank().doesNotEndWith(".");
                  assertThat(rule.harm()).isNotBlank().endsWith(".");
                  assertThat(rule.rationale()).isNotBlank().endsWith(".");
                  assertThat(rule.sources()).isNotEmpty().noneMatch(String::isBlank);
                  assertThat(rule.how()).isNotBlank().endsWith(".");
                  assertThat(rule.proves()).isNotBlank().endsWith(".");
                  assertThat(rule.doesNotProve()).isNotBlank().endsWith(".");
                  assertThat(rule.mend()).isNotBlank().doesNotEndWith(".");
                }));
  }

  @Test
  void eachHasANameOfItsOwn() {
    var names = new HashSet<String>();
    assertThat(Rules.all()).allSatisfy(rule -> assertThat(names.add(rule.id())).isTrue());
  }

  private GoldenCase golden(Rule rule, String which) throws Exception {
    var name = rule.id() + "." + which;
    // the base is what setup makes, which has to pass by itself
    var file = which.equals("pass") && !GoldenCase.exists(name) ? "base.case" : name;
    return GoldenCase.of(Files.createTempDirectory(folder, rule.id()), file);
  }
}
