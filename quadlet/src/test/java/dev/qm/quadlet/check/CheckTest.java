package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each unit here names its own mistakes: a comment {@code # mistake: RULE} stands above the line
 * that must be reported, and no other line may be.
 */
class CheckTest {
  private static final String MARK = "# mistake: ";

  @TempDir Path folder;

  private void unit(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Problem> check(Settings settings) {
    return Check.run(QuadletReader.read(List.of(folder)), settings);
  }

  private List<Problem> check() {
    return check(Settings.host().withFiles(path -> !path.contains("gone")));
  }

  /** What the units say is wrong with them: file, line and rule. */
  private Set<String> expected() throws IOException {
    var expected = new TreeSet<String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var lines = Files.readAllLines(file);
        for (var i = 0; i < lines.size(); i++) {
          if (lines.get(i).startsWith(MARK)) {
            expected.add(
                file.getFileName() + ":" + (i + 2) + " " + lines.get(i).substring(MARK.length()));
          }
        }
      }
    }
    return expected;
  }

  private static Set<String> found(List<Problem> problems) {
    var found = new TreeSet<String>();
    for (var problem : problems) {
      found.add(
          problem.origin().file().getFileName()
              + ":"
              + problem.origin().line()
              + " "
              + problem.rule());
    }
    return found;
  }

  @Test
  void findsEachOfManyMistakesOnItsLineAndNothingElse() throws IOException {
    unit(
        "radio.container",
        """
        [Unit]
        # mistake: missing-unit
        After=tuner.container
        # mistake: unknown-systemd-key
        Descripton=Radio

        [Container]
        Image=q.io/radio
        # mistake: unknown-key
        Volumes=/run/ipc:/run/ipc
        # mistake: missing-unit
        Network=car.network
        # mistake: value
        ReadOnly=y
        # mistake: value
        PidsLimit=many
        # mistake: value
        AddCapability=CAP_NET_ADMN
        # mistake: value
        Volume=data:var/lib/data
        # mistake: escape
        Exec=radio --path C:\\qradio
        # mistake: quote
        LogOpt="max-size=10m
        # mistake: unquoted-space
        Environment=NAME=Radio One
        # mistake: missing-file
        EnvironmentFile=/etc/gone.env

        # mistake: unknown-section
        [Servcie]
        Restart=always
        """);
    unit(
        "front.container",
        """
        [Container]
        # mistake: short-name
        Image=front
        PublishPort=8080:80
        ContainerName=display
        # mistake: repeated-key
        ContainerName=display
        IP=10.89.0.5

        [Service]
        # mistake: service-user
        User=nobody
        # mistake: kill-mode
        KillMode=none
        """);
    unit(
        "rear.container",
        """
        [Container]
        Image=q.io/rear
        # mistake: collision
        PublishPort=127.0.0.1:8080-8081:80-81
        # mistake: collision
        ContainerName=display
        # mistake: collision
        IP=10.89.0.5
        # mistake: continuation
        Exec=/bin/rear\\
        --loud
        """);
    unit(
        "one.container",
        """
        [Unit]
        After=two.container

        [Container]
        Image=q.io/one
        # mistake: value
        PublishPort=99999:80
        """);
    unit(
        "two.container",
        """
        [Unit]
        # mistake: cycle
        After=one.container

        [Container]
        Image=q.io/two
        # mistake: empty-word
        Exec=two "" three
        # mistake: deprecated-key
        VolatileTmp=true
        """);
    unit(
        "broken.volume",
        """
        [Volume]
        # mistake: syntax
        this is no setting
        """);
    unit(
        "can.network",
        """
        [Network]
        Subnet=10.89.0.0/16
        # mistake: subnet
        Gateway=10.89.0.1
        Gateway=10.90.0.1
        """
            .replace(
                "# mistake: subnet\nGateway=10.89.0.1\n",
                "Gateway=10.89.0.1\n# mistake: subnet\n"));
    unit(
        "lin.network",
        """
        [Network]
        # mistake: collision
        Subnet=10.89.3.0/24
        """);

    var problems = check();

    assertThat(expected()).hasSizeGreaterThanOrEqualTo(25);
    assertThat(found(problems)).containsExactlyElementsOf(expected());
    assertThat(problems)
        .allSatisfy(problem -> {
          assertThat(problem.message()).isNotEmpty();
          assertThat(problem.why()).isNotEmpty();
          assertThat(problem.mend()).isNotEmpty();
        });
  }

  @Test
  void gatewaysAndRangesLieInTheirOwnNetwork() throws IOException {
    unit(
        "can.network",
        """
        [Network]
        Subnet=10.89.0.0/24
        Gateway=10.89.0.1
        IPRange=10.89.0.10-10.89.0.20
        Subnet=fd00::/64
        # mistake: subnet
        Gateway=10.89.0.2
        # mistake: subnet
        IPRange=fd01::/80
        """);
    unit(
        "lin.network",
        """
        [Network]
        Subnet=10.90.0.0/16
        # mistake: subnet
        Gateway=10.91.0.1
        """);

    assertThat(found(check())).containsExactlyElementsOf(expected());
  }

  @Test
  void pointsAtTheWordItself() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nAddCapability=CAP_KILL CAP_NET_ADMN\n");

    assertThat(check())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.column()).isEqualTo(24);
          assertThat(problem.width()).isEqualTo("CAP_NET_ADMN".length());
          assertThat(problem.mend()).contains("CAP_NET_ADMIN");
        });
  }

  @Test
  void namesTheVersionThatAKeyNeeds() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nHttpProxy=false\nPull=never\n");
    unit("b.artifact", "[Artifact]\nArtifact=q.io/b\n");
    unit("c.container", "[Unit]\nAfter=a.container\n[Container]\nImage=q.io/c\n");
    var older = Settings.host().withVersion(new PodmanVersion(5, 4, 2));

    assertThat(check(older))
        .extracting(Problem::toString)
        .satisfiesExactly(
            first -> assertThat(first).contains("a.container:3:1", "HttpProxy", "5.7", "5.4.2"),
            second -> assertThat(second).contains("b.artifact:1:1", "5.7"),
            third -> assertThat(third).contains("c.container:2:7", "5.5"));
    assertThat(check(Settings.host())).isEmpty();
  }

  @Test
  void aKeyInTheWrongSectionIsSentToTheRightOne() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nRestart=always\n[Service]\nPidsLimit=1\n");

    assertThat(check())
        .extracting(Problem::mend)
        .containsExactly("move it to [Service]", "move it to [Container]");
  }

  @Test
  void aDropInIsToBlameForWhatItSays() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\n");
    unit("a.container.d/10.conf", "[Container]\n\nTimezon=local\n");

    assertThat(check())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.origin().file()).endsWithRaw(Path.of("a.container.d/10.conf"));
          assertThat(problem.origin().line()).isEqualTo(3);
        });
  }

  @Test
  void wellWrittenUnitsOfEveryTypeAreClean() throws IOException {
    unit(
        "app.container",
        "[Container]\nImage=app.image\nPod=apps.pod\nVolume=data.volume:/data:Z\nNetwork=car.network\n");
    unit("app.image", "[Image]\nImage=q.io/app:1\n");
    unit("apps.pod", "[Pod]\nPublishPort=8080:80\n");
    unit("data.volume", "[Volume]\nLabel=a=b\n");
    unit(
        "car.network",
        "[Network]\nSubnet=10.89.0.0/24\nGateway=10.89.0.1\nIPRange=10.89.0.128/25\n");
    unit("built.build", "[Build]\nImageTag=localhost/built\nSetWorkingDirectory=unit\n");
    unit("k.kube", "[Kube]\nYaml=/etc/k.yaml\n");
    unit("model.artifact", "[Artifact]\nArtifact=q.io/model:1\n");
    unit(
        "t@.container",
        "[Container]\nImage=q.io/t\nExec=sleep %i\n[Install]\nWantedBy=multi-user.target\nDefaultInstance=1\n");

    assertThat(check()).isEmpty();
  }

  @Test
  void theKnowledgeOfVersionsCoversEveryKey() {
    List<String> missing = new ArrayList<>();
    for (var type : UnitType.values()) {
      for (var key : KnownKeys.of(type).names()) {
        if (KeyHistory.since(type.section(), key).isEmpty()) {
          missing.add(type + " " + key);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void everySeverityIsSaidInTheLine() {
    var problem =
        new Problem(
            Problem.Severity.WARNING,
            "r",
            new Origin(Path.of("/a"), 3),
            4,
            1,
            "what",
            "why",
            "mend");

    assertThat(problem).hasToString("/a:3:4: warning: what; why; mend");
  }

  @Test
  void theCaretIsUnderTheWordThatIsMeant() throws IOException {
    unit(
        "x.container",
        """
        [Unit]
        After=ab.container b.container
        [Servce]
        [Container]
        Image=q.io/x
        AddCapability=NET_RAW \\
          # a comment in between
          NET_RAWW
        """);

    assertThat(check())
        .extracting(
            problem -> problem.origin().line() + ":" + problem.column() + "+" + problem.width())
        .containsExactly("2:7+12", "2:20+11", "3:1+8", "8:3+8");
  }

  @Test
  void allThatIsMissingIsNamedInOneRun() throws IOException {
    unit(
        "x.container",
        """
        [Container]
        Image=q.io/x
        Volume=a.volume:/a
        Volume=b.volume:/b
        Network=a.network
        Network=b.network
        Mount=type=volume,source=c.volume,destination=/c
        Mount=destination=/d
        Volumes=/e:/e
        Volumes=/f:/f
        """);

    assertThat(check())
        .extracting(problem -> problem.origin().line())
        .containsExactly(3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void aKeyOfAnotherSectionOfSystemdIsSentThere() throws IOException {
    unit(
        "a.container",
        "[Container]\nImage=q.io/a\n[Service]\nStartLimitIntervalSec=30\nWantedBy=x.target\n");

    assertThat(check())
        .extracting(Problem::mend)
        .containsExactly("move it to [Unit]", "move it to [Install]");
  }

  @Test
  void aSecondWordThatNamesNoVariableIsToldApart() throws IOException {
    unit(
        "a.container",
        """
        [Container]
        Image=q.io/a
        # mistake: unquoted-space
        Environment=p=--o:x=false --o:y=true
        Environment=A=1 B_2=3 spring.profile=x my-name=y
        # mistake: unquoted-space
        Label=a=--b --c=d
        Label=a=b io.x/y:z=c
        """);

    assertThat(found(check())).containsExactlyElementsOf(expected());
  }

  @Test
  void aReferenceWithASpecifierIsNoFileToAdd() throws IOException {
    unit("a@.container", "[Container]\nImage=q.io/a\nPod=%i.pod\n");

    assertThat(check())
        .singleElement()
        .satisfies(problem -> assertThat(problem.mend()).contains("%").doesNotContain("add"));
  }

  @Test
  void aMissingFileCountsWhereTheUnitIsOfTheMachineThatIsLookedAt() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nEnvironmentFile=/etc/gone.env\n");
    var machine = Settings.host().withFiles(path -> false);

    assertThat(check(machine)).extracting(Problem::severity).containsExactly(Problem.Severity.NOTE);
    assertThat(check(machine.withUnitFolders(List.of(folder))))
        .extracting(Problem::severity)
        .containsExactly(Problem.Severity.WARNING);
  }

  @Test
  void aFileThatTheUnitItselfMakesIsNotMissing() throws IOException {
    unit(
        "a.container",
        """
        [Container]
        Image=q.io/a
        EnvironmentFile=/etc/gone/a.env
        [Service]
        ExecStartPre=/bin/sh -c 'date > /etc/gone/a.env'
        """);
    unit(
        "b.container",
        """
        [Container]
        Image=q.io/b
        EnvironmentFile=/etc/gone/b.env
        [Service]
        ExecStartPre=/usr/local/bin/prepare
        """);
    unit("c.container", "[Container]\nImage=q.io/c\nEnvironmentFile=/run/gone/c.env\n");
    var machine = Settings.host().withFiles(path -> false).withUnitFolders(List.of(folder));

    assertThat(check(machine))
        .extracting(problem -> problem.severity() + " " + problem.origin().file().getFileName())
        .containsExactly("NOTE b.container", "NOTE c.container");
  }
}
