package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two units cannot both have, and what they can. */
class CollisionTest {
  @TempDir Path scratch;
  private UnitFolder folder = new UnitFolder(Path.of("/"));

  @BeforeEach
  void begin() {
    folder = new UnitFolder(scratch);
  }

  private void container(String name, String... lines) throws IOException {
    folder.write(name + ".container", text("Container", "Image=q.io/" + name, lines));
  }

  private static String text(String section, String first, String... lines) {
    return "[" + section + "]\n" + first + "\n" + String.join("\n", lines) + "\n";
  }

  private List<String> errors() throws IOException {
    return folder.errors().stream().map(Problem::message).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:8080:80, [::]:8080:80",
    "8080:80, [::]:8080:80",
    "8080:80, [::1]:8080:80",
    "127.0.0.1:8080:80, [::1]:8080:80",
    "127.0.0.1:8080:80, 127.0.0.2:8080:80",
    "8080:80/tcp, 8080:80/UDP",
    "8080:80, 8081:80",
    "8080:80, :80",
    "8080:80, 80",
  })
  void portsThatTwoCanHave(String one, String other) throws IOException {
    container("a", "PublishPort=" + one);
    container("b", "PublishPort=" + other);
    container("c", "PublishPort=1" + "0000:1", "PublishPort=10001:1");

    assertThat(errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "8080:80, 8080:81",
    "8080:80/TCP, 8080:80",
    "0.0.0.0:8080:80, 127.0.0.1:8080:80",
    "127.0.0.1:8080:80, 8080:80",
    "[::]:8080:80, [::1]:8080:80",
    "[::1]:8080:80, [0:0:0:0:0:0:0:1]:8080:80",
    "8080-8090:80-90, 8085:80",
    "'9000:80,8080:80', 8080:80",
  })
  void portsThatTwoCannotHave(String one, String other) throws IOException {
    container("a", "PublishPort=" + one);
    container("b", "PublishPort=" + other);

    assertThat(errors()).singleElement().asString().contains("a.container");
  }

  @Test
  void onePortOfOneContainerIsNoCollisionWhenItLeadsToOnePlace() throws IOException {
    container("a", "PublishPort=8080:80", "PublishPort=8080:80");
    container("b", "PublishPort=9000-9009:80-89", "PublishPort=9005:85");

    assertThat(errors()).isEmpty();

    container("c", "PublishPort=7000:80", "PublishPort=7000:81");
    container("d", "PublishPort=6000:80", "PublishPort=127.0.0.1:6000:80");

    assertThat(errors()).hasSize(2);
  }

  @Test
  void podmanHoldsNoPortOfSctp() throws IOException {
    container("a", "PublishPort=8080:80/sctp");
    container("b", "PublishPort=8080:80/sctp");

    assertThat(folder.check())
        .singleElement()
        .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING));
  }

  @ParameterizedTest
  @CsvSource({"host", "none", "container:other", "a.container", "ns:/run/netns/x"})
  void whoHasNoNetworkOfItsOwnPublishesNothing(String network) throws IOException {
    container("a", "PublishPort=8080:80");
    container("b", "PublishPort=8080:80", "Network=" + network);

    assertThat(errors()).isEmpty();
  }

  @Test
  void aNetworkThatPodmanArgsNameIsNotGuessedAt() throws IOException {
    container("a", "PublishPort=8080:80");
    container("b", "PublishPort=8080:80", "PodmanArgs=--net host");

    assertThat(errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"b.container", "b.service"})
  void unitsThatConflictHaveAllInTurn(String named) throws IOException {
    var taken = List.of("PublishPort=8080:80", "ContainerName=x", "IP=10.88.0.5");
    container("a", String.join("\n", taken) + "\n[Unit]\nConflicts=" + named);
    container("b", taken.toArray(String[]::new));

    assertThat(errors()).isEmpty();

    container("c", "PublishPort=8080:80");

    assertThat(errors()).hasSize(1);
  }

  @Test
  void containersOfPodsThatConflictHaveAllInTurn() throws IOException {
    folder.write("a.pod", "[Unit]\nConflicts=b-pod.service\n[Pod]\nPublishPort=8080:80\n");
    folder.write("b.pod", "[Pod]\nPublishPort=8080:80\n");
    container("a", "Pod=a.pod", "ContainerName=x");
    container("b", "Pod=b.pod", "ContainerName=x");

    assertThat(errors()).isEmpty();
  }

  @Test
  void conflictingUnitsThatWaitForEachOtherAreNoCycle() throws IOException {
    container("a", "[Unit]", "Conflicts=b.service", "After=b.service");
    container("b", "[Unit]", "Conflicts=a.service", "After=a.service");

    assertThat(errors()).isEmpty();
  }

  @Test
  void anAddressOfIpv6IsReadWhole() throws IOException {
    folder.write("x.network", "[Network]\n");
    container("a", "Network=x.network:ip=10.89.0.5,ip6=fd00::7");
    container("b", "Network=x.network:ip6=fd00::8");
    container("c", "Network=x.network:ip6=fd00::9,alias=c");

    assertThat(errors()).isEmpty();

    container("d", "Network=x.network:ip6=fd00:0::9");

    assertThat(errors())
        .singleElement()
        .isEqualTo(
            "the address fd00:0::9 is that of c.container ("
                + scratch.resolve("c.container")
                + ":3) too");
  }

  @Test
  void twoFilesForOneVolumeOrNetworkAreWorthANote() throws IOException {
    folder.write("a.network", "[Network]\nNetworkName=one\nSubnet=10.89.0.0/24\n");
    folder.write("b.network", "[Network]\nNetworkName=one\nSubnet=10.89.0.0/24\n");
    folder.write("a.volume", "[Volume]\nVolumeName=one\n");
    folder.write("b.volume", "[Volume]\nVolumeName=one\n");

    assertThat(folder.check())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(Problem.Severity.NOTE));
  }

  @Test
  void aSubnetMayBeSharedWherePodmanDoesNotCompare() throws IOException {
    folder.write("a.network", "[Network]\nDriver=macvlan\nSubnet=10.89.0.0/24\n");
    folder.write("b.network", "[Network]\nDriver=macvlan\nSubnet=10.89.0.0/24\n");
    folder.write("c.network", "[Network]\nOptions=vlan=5\nSubnet=10.89.0.0/24\n");
    folder.write("d.network", "[Network]\nSubnet=10.90.0.0/24\nSubnet=10.90.0.0/25\n");

    assertThat(errors()).isEmpty();

    folder.write("e.network", "[Network]\nSubnet=10.90.0.0/16\n");

    assertThat(errors()).hasSize(1);
  }

  @Test
  void twoUnitsForOneServiceLoseOne() throws IOException {
    container("a");
    folder.write("a.kube", "[Unit]\nConflicts=a.service\n[Kube]\nYaml=/a.yaml\n");

    assertThat(errors()).singleElement().asString().contains("the service 'a.service'");
  }
}
