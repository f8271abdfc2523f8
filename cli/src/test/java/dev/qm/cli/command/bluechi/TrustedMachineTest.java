package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.cli.command.trust.TrustCommands;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.parse.UsageException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose nodes have certificates, from the first command to the check. */
class TrustedMachineTest {
  private static final String TRUST = "etc/qm-assurance/bluechi/";
  private static final String RELAY = TRUST + "relay.conf";
  private static final String AGENT = "etc/bluechi/agent.conf.d/10-qm.conf";

  @TempDir private Path temp;
  private Path root;
  private Path other;

  @BeforeEach
  void machines() throws Exception {
    root = Files.createDirectory(temp.resolve("one"));
    other = Files.createDirectory(temp.resolve("two"));
    for (var machine : List.of(root, other)) {
      BluechiCall.machine(machine);
    }
    BluechiCall.controller(root);
    assumeThat(System.getProperty("user.name")).as("needs root").isEqualTo("root");
  }

  @Test
  void bothMachinesGetWhatTheyNeedAndNothingIsWrong() throws Exception {
    assertThat(trust(root, "new", "host1", "qm.host1").status()).isZero();
    var bundle = temp.resolve("bundle");
    trust(root, "new", "ecu2", "qm.ecu2", "--export", bundle.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
        .isEqualTo("rw-------");
    assertThat(root.resolve(TRUST + "identities/ecu2.pem")).doesNotExist();
    trust(other, "import", bundle.toString());

    var here = BluechiCall.of(root, "configure", "--here", "--trust", "--nodes", "ecu2,qm.ecu2");
    assertThat(here.out())
        .containsSubsequence(
            "TCP port 8420", "restart bluechi-controller", "restart qm-bluechi-relay")
        .doesNotContain("trust new");
    var there =
        BluechiCall.of(
            other, "configure", "--name", "ecu2", "--controller", "192.0.2.1", "--trust");
    assertThat(there.out())
        .contains("qm bluechi configure --here --nodes ecu2,qm.ecu2 --trust", "on 192.0.2.1");

    assertThat(text(root, "etc/bluechi/controller.conf.d/10-qm.conf"))
        .contains("UseTCP=false", "[node ecu2]");
    assertThat(text(root, AGENT))
        .contains("ControllerAddress=unix:path=/run/qm-bluechi/host1.sock");
    // inside, the host at BlueChi's own port is the relay
    assertThat(text(other, "etc/qm/bluechi/agent.conf"))
        .contains("NodeName=qm.ecu2", "ControllerHost=host.containers.internal")
        .doesNotContain("\nControllerAddress=");
    var relay = RelaySettings.read(new Root(other)).orElseThrow();
    assertThat(relay.controller()).isEmpty();
    assertThat(relay.nodes())
        .extracting(it -> it.name() + " " + it.listen() + " " + it.from() + " " + it.way().places())
        .containsExactly(
            "ecu2 /run/qm-bluechi/ecu2.sock [] [192.0.2.1:8420]",
            "qm.ecu2 842 [172.30.0.0/16] [192.0.2.1:8420]");
    assertThat(RelaySettings.read(new Root(root)).orElseThrow().controller()).isPresent();

    assertThat(BluechiCall.of(root, "check").out()).startsWith("no problem in ");
    assertThat(BluechiCall.of(other, "check").out()).startsWith("no problem in ");
    assertThat(trust(root, "list").out())
        .contains("controller", "host1", "elsewhere")
        .doesNotContain("withdrawn");
    assertThat(trust(other, "list", "--json").out()).contains("\"node\" : \"qm.ecu2\"");
  }

  @Test
  void laterCallsKeepTheRelayAndUndoTakesItBack() throws Exception {
    BluechiCall.of(
        other, "configure", "--controller", "192.0.2.1,192.0.2.2", "--port", "9000", "--trust");
    var before = text(other, RELAY);
    assertThat(before).contains("Controller=192.0.2.1:9000 192.0.2.2:9000");

    assertThat(BluechiCall.of(other, "configure").status()).isZero();
    assertThat(text(other, RELAY)).isEqualTo(before);
    assertThat(text(other, AGENT)).contains("unix:path=/run/qm-bluechi/host1.sock");
    BluechiCall.of(other, "configure", "--controller", "192.0.2.3");
    assertThat(text(other, RELAY)).contains("Controller=192.0.2.3:9000\n");

    BluechiCall.of(other, "configure", "--undo");
    assertThat(other.resolve(RELAY)).doesNotExist();
    assertThat(other.resolve(AGENT)).doesNotExist();
  }

  @Test
  void whatCannotBeTrustedIsRefusedBeforeAnythingIsWritten() throws Exception {
    BluechiCall.put(
        other, "etc/containers/systemd/qm.container.d/50-net.conf", "[Container]\nNetwork=host\n");
    assertThatThrownBy(() -> BluechiCall.of(other, "configure", "--here", "--trust"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("network of its own");
    assertThatThrownBy(
            () -> BluechiCall.of(root, "configure", "--here", "--trust", "--name", "a_b"))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> BluechiCall.of(root, "configure", "--trust"))
        .isInstanceOf(UsageException.class);
    assertThat(root.resolve(RELAY)).doesNotExist();
    assertThat(other.resolve(AGENT)).doesNotExist();
  }

  @Test
  void aRelayWithoutKeysIsFoundAndSaidHowToMend() throws Exception {
    var call = BluechiCall.of(root, "configure", "--here", "--trust");
    assertThat(call.out()).contains("qm bluechi trust new host1 qm.host1");
    assertThat(rules(root, Instant.now())).containsExactly("error bluechi-trust-file");
    trust(root, "new", "host1");
    assertThat(rules(root, Instant.now())).containsExactly("error bluechi-trust-name");
    trust(root, "new", "qm.host1");
    assertThat(rules(root, Instant.now())).isEmpty();
  }

  @Test
  void whatIsWrongWithCertificatesIsFound() throws Exception {
    BluechiCall.of(root, "configure", "--here", "--trust");
    trust(root, "new", "host1", "qm.host1", "--days", "100");
    assertThat(rules(root, Instant.now().plus(Duration.ofDays(60)))).isEmpty();
    assertThat(rules(root, Instant.now().plus(Duration.ofDays(80))))
        .containsOnly("warning bluechi-trust-certificate")
        .hasSize(3);
    assertThat(rules(root, Instant.now().plus(Duration.ofDays(101))))
        .containsOnly("error bluechi-trust-certificate");

    var key = root.resolve(TRUST + "identities/host1.pem");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(rules(root, Instant.now())).containsExactly("error bluechi-trust-key");
    Files.copy(
        root.resolve(TRUST + "identities/qm.host1.pem"),
        key,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(rules(root, Instant.now())).containsExactly("error bluechi-trust-name");
    Files.writeString(key, "no key");
    assertThat(rules(root, Instant.now())).containsExactly("error bluechi-trust-file");
    trust(root, "rotate", "qm.host1");
    trust(root, "revoke", "qm.host1");
    assertThat(rules(root, Instant.now()))
        .containsExactly("error bluechi-trust-file", "error bluechi-trust-certificate");
  }

  @Test
  void aNodeOfAnotherNameAndAnOpenControllerAreFound() throws Exception {
    BluechiCall.of(root, "configure", "--here", "--trust");
    trust(root, "new", "host1", "qm.host1");
    BluechiCall.put(
        root, "etc/bluechi/controller.conf.d/50-x.conf", "[bluechi-controller]\nUseTCP=true\n");
    assertThat(rules(root, Instant.now())).containsExactly("warning bluechi-trust-open");
    BluechiCall.put(
        root, "etc/bluechi/agent.conf.d/50-x.conf", "[bluechi-agent]\nNodeName=front\n");
    assertThat(rules(root, Instant.now())).contains("error bluechi-trust-name");
    BluechiCall.put(root, TRUST + "permissions.conf", "[Node x]\nNonsense=1\n");
    assertThat(rules(root, Instant.now())).contains("error bluechi-trust-file");
  }

  @Test
  void aCertificateIsNotMadeASecondTimeByMistake() throws Exception {
    trust(root, "new", "host1", "--days", "50");
    var key = text(root, TRUST + "identities/host1.pem");
    assertThat(trust(root, "new", "host1").err()).contains("host1 has one already");
    assertThat(text(root, TRUST + "identities/host1.pem")).isEqualTo(key);
    assertThatThrownBy(() -> trust(root, "new", "host1", "--export", temp + "/x"))
        .isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> trust(root, "rotate", "ecu9")).isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> trust(root, "revoke", "ecu9")).isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> trust(other, "rotate", "host1")).isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> trust(root, "rotate")).isInstanceOf(UsageException.class);

    trust(root, "rotate", "host1", "--overlap", "7");
    assertThat(text(root, TRUST + "identities/host1.pem")).isNotEqualTo(key);
    assertThat(text(root, TRUST + "withdrawn")).contains(" host1\n");
    assertThat(trust(root, "rotate", "--authority").out())
        .containsSubsequence("rotate host1", "rotate controller");
    assertThat(text(root, TRUST + "trusted.pem").split("BEGIN CERTIFICATE", -1)).hasSize(3);
  }

  @Test
  void whatAKilledCallHasLeftUndoneIsDoneByTheNext() throws Exception {
    trust(root, "new", "host1");
    // its certificate was listed, and then the call was killed
    Files.delete(root.resolve(TRUST + "identities/controller.pem"));
    assertThat(trust(root, "new", "host1").err())
        .contains("made the certificate of the controller");
    assertThat(root.resolve(TRUST + "identities/controller.pem")).exists();
    Files.delete(root.resolve(TRUST + "identities/host1.pem"));
    assertThatThrownBy(() -> trust(root, "new", "host1"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("its key is on another machine");
    trust(root, "revoke", "host1");
    assertThat(trust(root, "new", "host1").err()).contains("made the certificate of host1");
  }

  @Test
  void aSecondMachineCanBeTheControllerToo() throws Exception {
    trust(root, "new", "host1");
    var key = text(root, TRUST + "identities/controller.pem");
    var bundle = temp.resolve("second");
    trust(root, "new", "controller", "ecu2", "--export", bundle.toString());
    assertThat(text(root, TRUST + "identities/controller.pem")).isEqualTo(key);
    trust(other, "import", bundle.toString());
    assertThat(other.resolve(TRUST + "identities/controller.pem")).exists();
    assertThat(trust(root, "list").out().lines().filter(it -> it.startsWith("controller")))
        .hasSize(2)
        .allMatch(it -> it.contains(" yes "));
  }

  private List<String> rules(Path machine, Instant now) throws Exception {
    var place = new Root(machine);
    var read = MachineFiles.read(place, PartitionSpec.load(place));
    return TrustCheck.ofFiles(place, read, now).stream()
        .map(it -> it.severity().name().toLowerCase(java.util.Locale.ROOT) + " " + it.rule())
        .toList();
  }

  private static String text(Path machine, String path) throws Exception {
    return Files.readString(machine.resolve(path));
  }

  private static BluechiCall trust(Path machine, String command, String... words) throws Exception {
    return BluechiCall.of(new TrustCommands(), machine, command, words);
  }
}
