package dev.qm.quadlet.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatterTest {
  private static final Path FILE = Path.of("radio.container");

  private static String format(String text) {
    return switch (Formatter.format(FILE, text)) {
      case Formatted.Canonical canonical -> canonical.text();
      case Formatted.Left left -> throw new AssertionError(left.reason().toString());
    };
  }

  private static String reason(String text) {
    return switch (Formatter.format(FILE, text)) {
      case Formatted.Canonical canonical -> throw new AssertionError(canonical.text());
      case Formatted.Left left -> left.reason().toString();
    };
  }

  @Test
  void sectionsStandInTheOrderInWhichAServiceLives() {
    assertThat(
            format(
                """
                [Install]
                WantedBy=default.target
                [Service]
                Restart=always
                [X-Notes]
                by=me
                [Container]
                Image=q.io/r
                [Quadlet]
                DefaultDependencies=no
                [Unit]
                Description=Radio
                """))
        .isEqualTo(
            """
            [Unit]
            Description=Radio

            [Container]
            Image=q.io/r

            [Quadlet]
            DefaultDependencies=no

            [Service]
            Restart=always

            [Install]
            WantedBy=default.target

            [X-Notes]
            by=me
            """);
  }

  @Test
  void settingsKeepTheirOrderWhateverTheirKeys() {
    var text =
        """
        [Container]
        Volume=/b:/b
        Volume=
        Image=q.io/r
        Volume=/a:/a
        Environment=B=1
        Environment=A=1
        """;

    assertThat(format(text)).isEqualTo(text);
  }

  @Test
  void noBlanksAreRoundTheEqualsSignAndNoneAtTheRimsOfALine() {
    assertThat(format("  [Container] \t\n\tImage = q.io/r  \nExec=a  b = c\t\nVolume =\n"))
        .isEqualTo("[Container]\nImage=q.io/r\nExec=a  b = c\nVolume=\n");
  }

  @Test
  void groupsArePartedByOneEmptyLineAndNoneIsAtARim() {
    assertThat(format("\n\n[Container]\n\n\nImage=q.io/r\n\n\n\nPull=never\n\n[Service]\n\n\n"))
        .isEqualTo("[Container]\nImage=q.io/r\n\nPull=never\n\n[Service]\n");
  }

  @Test
  void theFileEndsInOneLineEnd() {
    assertThat(format("[Container]\nImage=q.io/r")).isEqualTo("[Container]\nImage=q.io/r\n");
    assertThat(format("[Container]\r\nImage=q.io/r\r\n\r\n"))
        .isEqualTo("[Container]\nImage=q.io/r\n");
    assertThat(format("")).isEmpty();
    assertThat(format("\n \n")).isEmpty();
    assertThat(format("# nothing yet")).isEqualTo("# nothing yet\n");
  }

  @Test
  void aCommentMovesWithTheLineThatItStandsAbove() {
    assertThat(
            format(
                """
                # The car's radio.

                # how it restarts
                [Service]
                  # for good
                Restart=always
                #RestartSec=1

                # what it is
                ; and why
                [Unit]
                Description=Radio
                """))
        .isEqualTo(
            """
            # The car's radio.

            # what it is
            ; and why
            [Unit]
            Description=Radio

            # how it restarts
            [Service]
            # for good
            Restart=always
            #RestartSec=1
            """);
  }

  @Test
  void aCommentThatMayBeAboutTheWholeFileKeepsItsPlaceAndSoDoTheSections() {
    var top = "# SPDX-License-Identifier: MIT\n[Service]\nNice=1\n\n[Unit]\nDescription=x\n";
    var bottom = "[Service]\nNice=1\n\n[Unit]\nDescription=x\n\n# vim: ft=systemd\n";

    assertThat(format(top)).isEqualTo(top);
    assertThat(format(bottom)).isEqualTo(bottom);
  }

  @Test
  void aSectionThatIsBegunTwiceStaysInTwoPartsThatStandTogether() {
    assertThat(format("[Container]\nVolume=/a\n[Service]\nNice=1\n[Container]\nVolume=\n"))
        .isEqualTo("[Container]\nVolume=/a\n\n[Container]\nVolume=\n\n[Service]\nNice=1\n");
  }

  @Test
  void continuationLinesAreKeptAndIndentedAndKeepTheirDistances() {
    assertThat(
            format(
                """
                [Container]
                Exec = sh -c ' \\
                  if true; then \\
                     echo; \\
                # why
                  fi'
                Environment=A=1 \\
                \t    B=2
                """))
        .isEqualTo(
            """
            [Container]
            Exec=sh -c ' \\
                if true; then \\
                   echo; \\
                # why
                fi'
            Environment=A=1 \\
                B=2
            """);
  }

  @Test
  void whatDecidesHowTheOtherReaderTakesALineStays() {
    var blanks = "[Container]\nExec=a \\ \n    b\n";
    var gap = "[Container]\nExec=a \\\n\n    b\n";
    var narrow = "[Container]\nExec=a\u00a0\n";

    assertThat(format(blanks)).isEqualTo(blanks);
    assertThat(format(gap)).isEqualTo(gap);
    assertThat(format(narrow)).isEqualTo(narrow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Container]\nwhat\n",
        "Image=q.io/r\n",
        "[Container]\nExec=a\\\n",
        "[Container]\nExec=a \\\n# end\n",
        "[Container]\n\\\nExec=a\n",
        "[Container]\nExec=a\rb\n",
        "[Container]\nExec=a\0\n",
        "[Contain\\\ner]\nExec=a\n"
      })
  void aFileThatMayNotBeTouchedIsLeftWithPlaceReasonAndMend(String text) {
    assertThat(reason(text)).matches("radio\\.container:[12]:\\d+: error: [^;]+; [^;]+; [^;]+");
  }

  @Test
  void onlyTheFirstReasonIsGiven() {
    assertThat(reason("[Container]\nno\nand no\n")).startsWith("radio.container:2:1: error: ");
  }
}
