package dev.qm.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HelpPageTest {
  private static final DemoCommands DEMO = new DemoCommands();

  @Test
  void theHelpOfACommandSaysAllThereIsToKnow() {
    assertThat(HelpPage.of(new DemoCommands.Described(DemoCommands.EXEC), 60))
        .isEqualTo(
            """
            qm exec - run a command in the partition

            Usage: qm exec [OPTIONS] [--] CMD...

            Runs CMD inside the partition, with the partition's own
            limits, so that it cannot take more than the partition may.

              $ qm exec -- id
              uid=0(root)

            It's .not a shell: quote with '\\' as usual.

            Arguments:
              CMD...  the program and its arguments

            Options:
              -i, --interactive     keep standard input open
              -e, --env NAME=VALUE  set a variable (may be repeated)
                  --workdir DIR     begin in DIR: a folder of the
                                    partition
                  --debug           show the programs that qm runs, and
                                    where errors come from
              -h, --help            show this help

            Examples:
              Ask whether the partition is well:
                $ qm exec -- systemctl is-system-running

            Exit status:
              0    it is done
              1    it could not be done; the error says why
              2    the command line is wrong; nothing was tried
              127  the partition has no such command
            """);
  }

  @Test
  void theHelpOfAGroupListsItsCommandsBySection() {
    assertThat(HelpPage.of(DEMO, 80))
        .isEqualTo(
            """
            qm - a demonstration

            Usage: qm COMMAND [OPTIONS] [ARGUMENTS]

            Shows one of everything.

            Partition:
              exec  run a command in the partition

            Files:
              quadlet  work with unit files

            Options of every command:
                  --debug  show the programs that qm runs, and where errors come from
              -h, --help   show this help

            'qm COMMAND --help' tells more.
            """);
    assertThat(HelpPage.of(new DemoCommands.Quadlet(), 80))
        .contains("Usage: qm quadlet COMMAND", "check  find mistakes in unit files");
  }

  @Test
  void aCommandMaySayMoreCloselyWhatAnExitStatusMeans() {
    assertThat(HelpPage.of(new DemoCommands.Described(DemoCommands.CHECK), 80))
        .contains("1  there are findings\n")
        .doesNotContain("could not be done");
  }

  @Property
  void wrappedTextKeepsItsWordsAndItsWidth(
      @ForAll String words, @ForAll @IntRange(min = 1, max = 60) int columns) {
    var lines = Text.wrap(words, columns);

    assertThat(String.join(" ", lines).replace(" ", "")).isEqualTo(words.replace(" ", ""));
    assertThat(lines).allMatch(line -> line.length() <= columns || line.indexOf(' ') < 0);
  }
}
