package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.command.QmCommands;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.GroupSpec;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatchTest {
  private static final OptionSpec.Value LINES = OptionSpec.text("lines", "N", "show so many");
  private static final PositionalSpec.Any WORDS = PositionalSpec.any("WORD", "any words");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aCommandGivesItsStatusAndItsOutput() {
    var status =
        dispatch(
            in -> {
              in.out().println("words: " + in.get(WORDS));
              return 7;
            },
            "do",
            "a",
            "b");

    assertThat(status).isEqualTo(7);
    assertThat(out()).isEqualTo("words: [a, b]\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void optionsBeforeTheCommandMeanWhatTheyMeanAfterIt(@TempDir Path root) {
    Body printsRoot =
        in -> {
          in.out().println(in.root().directory() + " " + in.json());
          return 0;
        };

    assertThat(dispatch(printsRoot, "--root", root.toString(), "--json", "do")).isZero();
    assertThat(dispatch(printsRoot, "do", "--json", "--root=" + root)).isZero();
    assertThat(out()).isEqualTo((root + " true\n").repeat(2));
  }

  @Test
  void aCommandOfAGroupIsFoundByItsWords() {
    assertThat(dispatch(in -> 5, "group", "do")).isEqualTo(5);
  }

  @Test
  void aGroupThatDoesSomethingItselfDoesItWhereNoCommandIsNamed(@TempDir Path root) {
    Body prints =
        in -> {
          in.out().println(in.get(WORDS) + " " + in.json() + " " + in.value(LINES).orElse("-"));
          return 6;
        };

    assertThat(dispatch(prints, "usual")).isEqualTo(6);
    assertThat(dispatch(prints, "usual", "--lines", "3")).isEqualTo(6);
    assertThat(dispatch(prints, "usual", "--json", "--root", root.toString(), "--lines=3"))
        .isEqualTo(6);
    assertThat(dispatch(prints, "--json", "usual")).isEqualTo(6);
    assertThat(dispatch(prints, "usual", "do", "a")).isEqualTo(6);
    assertThat(out()).isEqualTo("[] false -\n[] false 3\n[] true 3\n[] true -\n[a] false -\n");
    assertThat(dispatch(prints, "usual", "dp")).isEqualTo(2);
    assertThat(err()).contains("unknown command 'dp'", "did you mean 'qm usual do'?");
  }

  @Test
  void helpOfSuchAGroupIsItsOwnAndNamesItsCommands() {
    assertThat(dispatch(in -> 0, "usual", "--help")).isZero();
    assertThat(out())
        .contains(
            "Usage: qm usual [OPTIONS]", "--lines", "All:\n  do", "'qm usual COMMAND --help'");
  }

  @Test
  void aRootThatDoesNotExistIsOneLetter() {
    assertThat(dispatch(in -> in.root().isHost() ? 0 : 3, "do", "--root", "/no/such")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            """
            error: --root /no/such: no such folder
              = name the folder that a machine image is unpacked or mounted in
            """);
  }

  @Test
  void wrongUsageIsOneLetterAndStatusTwo() {
    assertThat(dispatch(in -> 0, "do", "--jsno")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            """
            error: qm do: unknown option '--jsno'
              = did you mean '--json'?
              = see 'qm do --help'
            """);
    assertThat(out()).isEmpty();
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheNearest() {
    assertThat(dispatch(in -> 0, "grop")).isEqualTo(2);
    assertThat(err())
        .contains("unknown command 'grop'", "did you mean 'qm group'?", "see 'qm --help'");
    err.reset();
    assertThat(dispatch(in -> 0, "group", "xyz")).isEqualTo(2);
    assertThat(err())
        .contains(
            "error: qm group: unknown command 'xyz'", "there are do", "see 'qm group --help'");
  }

  @Test
  void aCommandMayRefuseArgumentsThatDoNotGoTogether() {
    assertThat(
            dispatch(
                in -> {
                  throw new UsageException("a and b do not go together", "keep one");
                },
                "do"))
        .isEqualTo(2);
    assertThat(err()).startsWith("error: qm do: a and b do not go together\n  = keep one\n");
  }

  @Test
  void aNumberOutOfItsRangeIsWrongUsage() {
    Body printsLines = in -> (int) in.number(LINES, 1, 9).orElse(0);

    assertThat(dispatch(printsLines, "do", "--lines", "9")).isEqualTo(9);
    assertThat(dispatch(printsLines, "do", "--lines", "10")).isEqualTo(2);
    assertThat(dispatch(printsLines, "do", "--lines", "x")).isEqualTo(2);
    assertThat(err()).contains("--lines cannot be 'x'", "it is a whole number from 1 to 9");
  }

  @Test
  void noCommandAtAllShowsWhichThereAre() {
    assertThat(dispatch(in -> 0)).isEqualTo(2);
    assertThat(err()).contains("Usage: qm COMMAND", "do the thing");
    err.reset();
    assertThat(dispatch(in -> 0, "--json")).isEqualTo(2);
    assertThat(err()).contains("no command is given");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(dispatch(in -> 9, "do", "--help")).isZero();
    assertThat(dispatch(in -> 9, "group", "--help")).isZero();
    assertThat(dispatch(in -> 9, "--help")).isZero();
    assertThat(out()).contains("Usage: qm do", "Usage: qm group COMMAND", "Usage: qm COMMAND");
    assertThat(err()).isEmpty();
  }

  @Test
  void helpOfACommandIsTheSameBothWays() {
    assertThat(run(new QmCommands(), "help", "version")).isZero();
    var asCommand = out();
    out.reset();
    assertThat(run(new QmCommands(), "version", "--help")).isZero();
    assertThat(out()).isEqualTo(asCommand).contains("Usage: qm version");
  }

  @Test
  void aFailureIsALetterWithoutAStackTrace() {
    var letter = Letter.error("the partition does not run").note("start it with 'qm up'");

    assertThat(dispatch(throwing(new CommandFailure(letter, new IOException("deep"))), "do"))
        .isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            """
            error: the partition does not run
              = start it with 'qm up'
            """);
  }

  @Test
  void filesAreNamedAndCausesAreTold() {
    dispatch(throwing(new NoSuchFileException("/etc/qm")), "do");
    dispatch(throwing(new AccessDeniedException("/etc/qm")), "do");
    dispatch(throwing(new Exception("cannot mount", new IOException("Invalid argument"))), "do");

    assertThat(err())
        .isEqualTo(
            """
            error: no such file: /etc/qm
            error: no permission: /etc/qm
              = run the command as root, with sudo
            error: cannot mount
              = because: Invalid argument
            """);
  }

  @Test
  void aQmWithoutItsFilesSaysSo() {
    Body printsFiles =
        in -> {
          in.out().println(in.systemFiles());
          return 0;
        };

    assertThat(dispatch(printsFiles, "do")).isEqualTo(1);
    assertThat(err())
        .contains("the files that qm installs are missing: " + System.getProperty("java.home"));
  }

  @Test
  void aBugSaysThatItIsOneAndDebugShowsWhere() {
    assertThat(dispatch(throwing(new IllegalStateException("odd")), "do")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "error: this is a bug in qm; run again with --debug and report what it prints"
                + " (IllegalStateException: odd)\n");
    err.reset();
    assertThat(dispatch(throwing(new IllegalStateException("odd")), "do", "--debug")).isEqualTo(1);
    assertThat(err()).contains("at dev.qm.cli", "DispatchTest");
  }

  @Test
  void debugInTheWordsOfAnotherProgramIsNotForQm() {
    var failing = throwing(new HostException("odd", "it is"));

    assertThat(dispatch(failing, "pass", "--", "app", "--debug")).isEqualTo(1);
    assertThat(dispatch(failing, "pass", "app", "--debug")).isEqualTo(1);
    assertThat(dispatch(failing, "do", "--", "--debug")).isEqualTo(1);
    assertThat(err()).isEqualTo("error: odd: it is\n".repeat(3));

    err.reset();
    assertThat(dispatch(failing, "pass", "--debug", "--", "app")).isEqualTo(1);
    assertThat(dispatch(failing, "--debug", "pass", "app")).isEqualTo(1);
    assertThat(err())
        .containsPattern("(?s)DispatchTest.*error: odd: it is\n.*DispatchTest.*error: odd");
  }

  @Test
  void debugShowsEachProgramThatQmRan() {
    Body running =
        in -> {
          Command.of("sh", "-c", "printf '\033[2J'; exit 3").run();
          Command.of("true").require();
          return Command.of("sh", "-c", "exit 4").relayOutput(in.console().streams());
        };

    assertThat(dispatch(running, "do")).isEqualTo(4);
    assertThat(err()).isEmpty();
    assertThat(dispatch(running, "do", "--debug")).isEqualTo(4);
    assertThat(err())
        .matches(
            """
            debug: sh -c 'printf .*x1b.*; exit 3': exit status 3, \\d+ ms
            debug: true: exit status 0, \\d+ ms
            debug: sh -c 'exit 4': exit status 4, \\d+ ms
            """);
  }

  @Test
  void hostileTextInAFailureIsHarmless() {
    dispatch(throwing(new IOException("unit \u001b[2J\nroot#")), "do");

    assertThat(err()).isEqualTo("error: unit \\x1b[2J\\x0aroot#\n");
  }

  @Test
  void anInterruptedCommandEndsAsIfBySignal() {
    assertThat(dispatch(throwing(new InterruptedException()), "do")).isEqualTo(130);
    assertThat(err()).isEmpty();
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailure() {
    assertThat(dispatchInto("No space left on device")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            """
            error: the result could not be written to standard output
              = No space left on device
            """);
  }

  @Test
  void aReaderThatWentAwayIsNoReasonToComplain() {
    assertThat(dispatchInto("Broken pipe")).isEqualTo(141);
    assertThat(err()).isEmpty();
  }

  @Property
  void noCommandLineEndsInABug(@ForAll List<String> words) {
    assertThat(run(new Demo(in -> 0), words.toArray(String[]::new))).isBetween(0, 2);
    assertThat(err()).doesNotContain("bug in qm");
    out.reset();
    err.reset();
  }

  private interface Body {
    int run(Invocation in) throws Exception;
  }

  private static Body throwing(Exception failure) {
    return in -> {
      throw failure;
    };
  }

  private record Do(String name, Body body) implements Subcommand {
    @Override
    public CommandSpec spec() {
      return CommandSpec.named(name)
          .summary("do the thing")
          .options(CommonOptions.JSON, CommonOptions.ROOT, LINES)
          .positionals(WORDS)
          .build();
    }

    @Override
    public int run(Invocation in) throws Exception {
      return body.run(in);
    }
  }

  /** Runs another program, as {@code qm exec} does. */
  private record Pass(Body body) implements Subcommand {
    @Override
    public CommandSpec spec() {
      return CommandSpec.named("pass").positionals(WORDS).optionsFirst().build();
    }

    @Override
    public int run(Invocation in) throws Exception {
      return body.run(in);
    }
  }

  private record Demo(Body body) implements CommandGroup {
    @Override
    public GroupSpec spec() {
      return new GroupSpec(
          "", "demo", "", List.of(new GroupSpec.Section("All", List.of("do", "group"))));
    }

    @Override
    public Optional<CommandNode> find(String name) {
      return switch (name) {
        case "do" -> Optional.of(new Do("do", body));
        case "pass" -> Optional.of(new Pass(body));
        case "group" -> Optional.of(new Inner(body));
        case "usual" -> Optional.of(new Usual(body));
        default -> Optional.empty();
      };
    }
  }

  private record Inner(Body body) implements CommandGroup {
    @Override
    public GroupSpec spec() {
      return new GroupSpec(
          "group", "inner", "", List.of(new GroupSpec.Section("All", List.of("do"))));
    }

    @Override
    public Optional<CommandNode> find(String name) {
      return name.equals("do") ? Optional.of(new Do("group do", body)) : Optional.empty();
    }
  }

  private record Usual(Body body) implements CommandGroup {
    @Override
    public GroupSpec spec() {
      return new GroupSpec(
          "usual", "inner", "", List.of(new GroupSpec.Section("All", List.of("do"))));
    }

    @Override
    public Optional<Subcommand> itself() {
      return Optional.of(new Do("usual", body));
    }

    @Override
    public Optional<CommandNode> find(String name) {
      return name.equals("do") ? Optional.of(new Do("usual do", body)) : Optional.empty();
    }
  }

  private int dispatch(Body body, String... words) {
    return run(new Demo(body), words);
  }

  private int run(CommandGroup qm, String... words) {
    return Dispatch.run(qm, List.of(words), Console.of(out, err, Terminal.NONE));
  }

  private int dispatchInto(String failure) {
    var lost =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    Body prints =
        in -> {
          in.out().println("result");
          return 0;
        };
    return Dispatch.run(new Demo(prints), List.of("do"), Console.of(lost, err, Terminal.NONE));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
