package dev.qm.cli.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ArgumentParserTest {
  private static final OptionSpec.Flag INTERACTIVE = OptionSpec.flag('i', "interactive", "read");
  private static final OptionSpec.Flag TERMINAL = OptionSpec.flag('t', "tty", "give a terminal");
  private static final OptionSpec.Value OUTPUT =
      OptionSpec.folder('o', "output", "DIR", "write there");
  private static final OptionSpec.Value PACKAGE =
      OptionSpec.text("package", "NAME", "add").repeatable();
  private static final OptionSpec.Value FORMAT =
      OptionSpec.text("format", "FORMAT", "write so").oneOf("text", "json", "sarif");
  private static final PositionalSpec.One SOURCE = PositionalSpec.one("SRC", "from where");
  private static final PositionalSpec.Maybe TARGET = PositionalSpec.maybe("DST", "to where");
  private static final PositionalSpec.Some PROGRAM = PositionalSpec.some("CMD", "the program");
  private static final PositionalSpec.Any UNITS = PositionalSpec.any("UNIT", "the units");

  private static final CommandSpec COPY =
      CommandSpec.named("copy")
          .summary("copy")
          .options(INTERACTIVE, TERMINAL, OUTPUT, PACKAGE, FORMAT)
          .positionals(SOURCE, TARGET)
          .build();
  private static final CommandSpec EXEC =
      CommandSpec.named("exec")
          .summary("run")
          .options(INTERACTIVE, TERMINAL)
          .positionals(PROGRAM)
          .optionsFirst()
          .build();
  private static final CommandSpec LOGS =
      CommandSpec.named("logs").summary("show").options(PACKAGE).positionals(UNITS).build();

  @Test
  void optionsAndArgumentsMayBeMixed() throws UsageException {
    var arguments = run(COPY, "-i", "a", "--output=/x", "b", "--package", "p", "--package=q");

    assertThat(arguments.has(INTERACTIVE)).isTrue();
    assertThat(arguments.has(TERMINAL)).isFalse();
    assertThat(arguments.value(OUTPUT)).contains("/x");
    assertThat(arguments.values(PACKAGE)).containsExactly("p", "q");
    assertThat(arguments.get(SOURCE)).isEqualTo("a");
    assertThat(arguments.get(TARGET)).contains("b");
  }

  @Test
  void flagsMayBeBundledAndTheLastLetterMayTakeAValue() throws UsageException {
    assertThat(run(EXEC, "-it", "sh").has(TERMINAL)).isTrue();
    assertThat(run(COPY, "-ito/x", "a").value(OUTPUT)).contains("/x");
    assertThat(run(COPY, "-ito", "/x", "a").value(OUTPUT)).contains("/x");
  }

  @Test
  void whatFollowsAProgramBelongsToTheProgram() throws UsageException {
    var arguments = run(EXEC, "-i", "ls", "-t", "--help", "--", "x");

    assertThat(arguments.has(INTERACTIVE)).isTrue();
    assertThat(arguments.has(TERMINAL)).isFalse();
    assertThat(arguments.get(PROGRAM)).containsExactly("ls", "-t", "--help", "--", "x");
  }

  @Test
  void twoDashesEndTheOptionsAndVanish() throws UsageException {
    assertThat(run(EXEC, "--", "-i", "--", "x").get(PROGRAM)).containsExactly("-i", "--", "x");
    assertThat(run(COPY, "--", "--output").get(SOURCE)).isEqualTo("--output");
  }

  @Test
  void oneDashAloneIsAnArgument() throws UsageException {
    assertThat(run(COPY, "-").get(SOURCE)).isEqualTo("-");
  }

  @Test
  void emptyWordsAndEmptyValuesAreKept() throws UsageException {
    assertThat(run(COPY, "").get(SOURCE)).isEmpty();
    assertThat(run(COPY, "--output=", "a").value(OUTPUT)).contains("");
    assertThat(run(COPY, "--output", "", "a").value(OUTPUT)).contains("");
  }

  @Test
  void helpIsFoundAmongOtherWordsAndNeedsNoArguments() throws UsageException {
    assertThat(ArgumentParser.parse(COPY, List.of("-i", "--help")))
        .isInstanceOf(ArgumentParser.Outcome.Help.class);
    assertThat(ArgumentParser.parse(EXEC, List.of("-h")))
        .isInstanceOf(ArgumentParser.Outcome.Help.class);
  }

  @Test
  void aMisspeltOptionIsAnsweredWithTheNearestOne() {
    refuses(COPY, "unknown option '--ouptut'", "did you mean '--output'?", "--ouptut=x", "a");
    refuses(COPY, "unknown option '--out'", "did you mean '--output'?", "--out", "a");
    refuses(COPY, "unknown option '-output'", "did you mean '--output'?", "-output", "a");
    refuses(COPY, "unknown option '-x' in '-ix'", "", "-ix", "a");
    refuses(COPY, "unknown option '--quite-another'", "", "--quite-another");
  }

  @Test
  void aForgottenValueIsSeenBeforeTheNextOptionIsTakenForIt() {
    refuses(COPY, "--output needs a value: DIR", "", "a", "--output");
    refuses(
        COPY,
        "--output needs a value before '-i'",
        "if '-i' is the value, write '--output=-i'",
        "--output",
        "-i",
        "a");
    refuses(
        COPY,
        "-o needs a value before '--'",
        "if '--' is the value, write '--output=--'",
        "-o",
        "--",
        "a");
  }

  @Test
  void aFlagTakesNoValueAndAnOptionIsGivenOnce() {
    refuses(
        COPY, "--interactive takes no value", "write '--interactive'", "--interactive=yes", "a");
    refuses(COPY, "--output is given twice", "keep one of them", "-o/x", "--output=/y", "a");
  }

  @Test
  void aValueOutsideItsWordsIsAnsweredWithTheNearestWord() {
    refuses(COPY, "--format cannot be 'jsn'", "did you mean 'json'?", "--format=jsn", "a");
    refuses(
        COPY,
        "--format cannot be 'spreadsheet'",
        "it is one of text, json, sarif",
        "--format=spreadsheet",
        "a");
  }

  @Test
  void tooFewAndTooManyArgumentsAreNamed() {
    refuses(COPY, "missing argument: SRC, from where", "");
    refuses(COPY, "one argument too many: 'c'", "", "a", "b", "c");
    refuses(EXEC, "missing argument: CMD, the program", "", "-i", "--");
  }

  @Test
  void askingForAnOptionThatTheCommandDoesNotDeclareIsABug() throws UsageException {
    var arguments = run(LOGS);

    assertThatThrownBy(() -> arguments.has(CommonOptions.JSON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--json");
  }

  @Test
  void argumentsThatCouldNotBeToldApartCannotBeDeclared() {
    var draft = CommandSpec.named("x").positionals(UNITS, SOURCE);

    assertThatThrownBy(draft::build).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CommandSpec.named("x").positionals(TARGET, SOURCE).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CommandSpec.named("x").positionals(TARGET, PROGRAM).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void anyWordsAreEitherUnderstoodOrRefusedWithOneLine(@ForAll("words") List<String> words) {
    for (var spec : List.of(COPY, EXEC, LOGS)) {
      try {
        ArgumentParser.parse(spec, words);
      } catch (UsageException e) {
        assertThat(e.what()).isNotBlank();
      }
    }
  }

  @Property
  void everyWordAfterTwoDashesArrivesAsItIs(@ForAll("words") List<String> words)
      throws UsageException {
    var line = new ArrayList<>(List.of("--"));
    line.addAll(words);

    assertThat(run(LOGS, line.toArray(String[]::new)).get(UNITS)).isEqualTo(words);
  }

  @Property
  void anyValueArrivesThroughTheEqualsSign(@ForAll String value) throws UsageException {
    assertThat(run(COPY, "--output=" + value, "a").value(OUTPUT)).contains(value);
  }

  @Property
  void theOrderOfOptionsDoesNotMatter(@ForAll("options") List<String> options)
      throws UsageException {
    var before = new ArrayList<>(options);
    before.add("a");
    var after = new ArrayList<>(List.of("a"));
    after.addAll(options);

    var first = run(COPY, before.toArray(String[]::new));
    var second = run(COPY, after.toArray(String[]::new));

    assertThat(first.has(INTERACTIVE)).isEqualTo(second.has(INTERACTIVE));
    assertThat(first.values(PACKAGE)).isEqualTo(second.values(PACKAGE));
    assertThat(first.get(SOURCE)).isEqualTo(second.get(SOURCE));
  }

  @Provide
  Arbitrary<List<String>> words() {
    var known =
        Arbitraries.of(
            "-i",
            "-t",
            "-it",
            "-o",
            "-ox",
            "--output",
            "--output=x",
            "--package",
            "--format=text",
            "--help",
            "-h",
            "--debug",
            "--",
            "-",
            "",
            "a",
            "b",
            "--interactive=",
            "--=",
            "-=",
            "--o");
    return Arbitraries.oneOf(known, Arbitraries.strings().ofMaxLength(6)).list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<String>> options() {
    return Arbitraries.of("-i", "-t", "-it", "--package=p", "--package=q", "--interactive")
        .list()
        .ofMaxSize(6);
  }

  private static Arguments run(CommandSpec spec, String... words) throws UsageException {
    return switch (ArgumentParser.parse(spec, List.of(words))) {
      case ArgumentParser.Outcome.Run run -> run.arguments();
      case ArgumentParser.Outcome.Help help -> throw new AssertionError("took it for --help");
    };
  }

  private static void refuses(CommandSpec spec, String what, String suggestion, String... words) {
    assertThatThrownBy(() -> ArgumentParser.parse(spec, List.of(words)))
        .isInstanceOfSatisfying(
            UsageException.class,
            e -> {
              assertThat(e.what()).isEqualTo(what);
              assertThat(e.suggestion().orElse("")).isEqualTo(suggestion);
            });
  }
}
