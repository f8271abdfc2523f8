package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One mistake is one finding, whose mend is for that mistake. */
class OneFindingEachTest {
  @TempDir Path folder;

  private void unit(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private List<Problem> check() {
    return Check.run(QuadletReader.read(List.of(folder)), Settings.host().withFiles(path -> true));
  }

  private Problem only() {
    var problems = check();
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Image=q.io/x:1 # the newest one",
        "Environment=A=b # what it is called by",
        "Environment=A=b # what it's called by",
        "AddCapability=NET_RAW # for the ping of the radio",
        "AddCapability=NET_RAW # for the ping, don't ask",
        "Volume=/a:/b # host's files: all",
        "PublishPort=8080:80 # web",
        "ReadOnly=true # so",
        "PidsLimit=5 # five",
        "Sysctl=net.ipv4.ip_forward=1 # forward",
        "Exec=/bin/app # run it",
        "Exec=/bin/app # \\q is no escape",
        "EnvironmentFile=/etc/env # the file",
        "Mount=type=tmpfs,dst=/x # scratch",
        "Label=a=b #c",
        "Label=a=b #c d e f",
        "StopSignal=HUP ## hang up",
        "[Unit]\nAfter=network.target # the radio.container and the tuner.container",
        "[Service]\nKillMode=mixed # or so",
        "[Service]\nRestart=always # again",
        "[Install]\nWantedBy=default.target # at boot"
      })
  void aCommentBehindAValueIsOneFinding(String lines) throws IOException {
    var needed = lines.startsWith("Image=") ? "" : "Image=q.io/a\n";
    unit("a.container", "[Container]\n" + needed + lines + "\n");

    var problem = only();

    assertThat(problem.rule()).isEqualTo("trailing-comment");
    assertThat(problem.mend()).isEqualTo("put it on a line of its own");
    var line = lines.substring(lines.indexOf('\n') + 1);
    assertThat(problem.column()).isEqualTo(line.indexOf('#') + 1);
    assertThat(problem.width()).isEqualTo(line.length() - line.indexOf('#'));
  }

  @Test
  void aCommentThatGoesOnInTheNextLineIsFoundWhereItBegins() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nExec=/bin/app # run\\\nit\n");

    assertThat(check())
        .filteredOn(problem -> problem.rule().equals("trailing-comment"))
        .extracting(problem -> problem.origin().line(), Problem::column, Problem::width)
        .containsExactly(tuple(3, 15, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Exec=sh -c \"echo # x\"",
        "Exec=bot --join #radio",
        "Environment=COLOR=#fff",
        "HealthCmd=test -f /x # is it there",
        "Label=\"a=b # c\"",
        "[Unit]\nDescription=Radio # 1",
        "[Service]\nExecStartPre=/bin/sh -c 'true # x'"
      })
  void aNumberSignThatIsMeantIsNone(String lines) throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\n" + lines + "\n");

    assertThat(check()).isEmpty();
  }

  @Test
  void whatIsWrongBesideTheCommentIsFoundToo() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nAddCapability=NET_RAWW # for ping\n");

    assertThat(check()).extracting(Problem::rule).containsExactly("value", "trailing-comment");
  }

  @Test
  void aCommentThatCostsTheUnitItsServiceIsAnErrorAndOtherwiseAWarning() throws IOException {
    unit(
        "a.container", "[Container]\nImage=q.io/a\nLabel=a=b # c\n[Service]\nKillMode=mixed # x\n");

    assertThat(check())
        .extracting(Problem::severity)
        .containsExactly(Problem.Severity.WARNING, Problem.Severity.ERROR);
  }

  @Test
  void aCommentOnAContinuationLineIsPointedAt() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nSysctl=a=b \\\n  c=d # and so on\n");

    assertThat(only().origin().line()).isEqualTo(4);
    assertThat(only().column()).isEqualTo(7);
  }

  @Test
  void aFileThatIsNoUnitIsOneFinding() throws IOException {
    unit("meson.build", "project('radio', 'c',\n  version : '1')\n".repeat(300) + "x = [\n]\n");
    unit("notes.container", "Dear all,\n\nwe meet at noon.\n");
    unit("page.image", "<html>\n[a]\n" + "<p>x</p>\n".repeat(50));

    assertThat(check())
        .hasSize(3)
        .allSatisfy(problem -> {
          assertThat(problem.rule()).isEqualTo("no-unit");
          assertThat(problem.mend()).contains("begin with [", "elsewhere");
        });
  }

  @Test
  void aUnitNamesEachLineThatCannotBeRead() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nwhat\nPull=never\nis this\n");

    assertThat(check())
        .extracting(problem -> problem.origin().line() + " " + problem.rule())
        .containsExactly("3 syntax", "5 syntax");
  }

  @Test
  void aMissingOrBrokenHeaderIsOneFinding() throws IOException {
    unit("a.container", "Image=q.io/a\nPull=never\nLabel=a=b\n");
    unit("b.container", "[Container\nImage=q.io/a\nPull=never\nLabel=a=b\n");
    unit("c.container", "Pull=never\nLabel=a=b\n[Container]\nImage=q.io/c\n");

    assertThat(check())
        .extracting(
            problem -> problem.origin().file().getFileName() + ":" + problem.origin().line())
        .containsExactly("a.container:1", "b.container:1", "c.container:1");
  }

  @Test
  void whatCannotBeReadIsMendedByWhatIsWrongWithIt() throws IOException {
    unit("large.container", "#".repeat(QuadletReader.MOST_BYTES + 1));
    Files.createDirectory(folder.resolve("folder.container"));
    Files.createSymbolicLink(folder.resolve("gone.container"), Path.of("nowhere"));
    Files.createSymbolicLink(folder.resolve("loop.container"), Path.of("loop.container"));
    Files.write(
        folder.resolve("latin.container"), "# \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(check())
        .extracting(problem -> problem.origin().file().getFileName() + ": " + problem.mend())
        .satisfiesExactly(
            folder -> assertThat(folder).startsWith("folder.").contains("a regular file"),
            gone -> assertThat(gone).startsWith("gone.").contains("take the link away"),
            large -> assertThat(large).startsWith("large.").contains("make it smaller"),
            latin -> assertThat(latin).startsWith("latin.").contains("UTF-8"),
            loop -> assertThat(loop).startsWith("loop.").contains("one of the links"));
  }
}
