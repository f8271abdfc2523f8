package dev.qm.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.Command;
import dev.qm.host.process.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTest {
  @Test
  void readsEveryFieldOfALine() {
    var line =
        "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue";

    assertThat(Mount.parse(line))
        .contains(
            new Mount(
                36,
                35,
                "98:0",
                Path.of("/mnt1"),
                Path.of("/mnt2"),
                "ext3",
                List.of("rw", "noatime"),
                "/dev/root",
                List.of("rw", "errors=continue"),
                List.of("master:1", "shared:7")));
  }

  @Test
  void noOptionalFieldIsFineToo() {
    var mount = Mount.parse("22 27 0:21 / /proc ro,relatime - proc proc rw").orElseThrow();

    assertThat(mount.target()).isEqualTo(Path.of("/proc"));
    assertThat(mount.isReadOnly()).isTrue();
  }

  @Test
  void aTargetNamedLikeTheSeparatorConfusesNobody() {
    var mount = Mount.parse("1 2 0:1 / - rw - tmpfs - rw").orElseThrow();

    assertThat(mount.target()).isEqualTo(Path.of("-"));
    assertThat(mount.source()).isEqualTo("-");
  }

  @Test
  void otherLinesAreNoMounts() {
    for (var line :
        List.of("", "a", "1 2 0:1 / /x rw - tmpfs", "x 2 0:1 / /x rw - tmpfs none rw")) {
      assertThat(Mount.parse(line)).as(line).isEmpty();
    }
  }

  @Property
  void anyTargetComesBackAsItWasMounted(@ForAll("names") String name) {
    var escaped = new StringBuilder();
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      // as seq_path() in the kernel writes it
      escaped.append(" \t\n\\#".indexOf(c) < 0 ? "" + c : "\\%03o".formatted((int) c));
    }

    var mount = Mount.parse("1 2 0:1 / /" + escaped + " rw - tmpfs none rw").orElseThrow();

    assertThat(mount.target().toString()).isEqualTo(Path.of("/" + name).toString());
  }

  @Property
  void noTextIsTooOdd(@ForAll String text) {
    assertThat(Mounts.parse(text)).isNotNull();
    assertThat(Mounts.parse("1 2 0:1 / /" + text + " rw - " + text + " none rw")).isNotNull();
  }

  @Test
  void mountsBelowAFolderComeInTheOrderOfUnmounting() {
    var mounts =
        Mounts.parse(
            """
            1 0 0:1 / / rw - ext4 /dev/a rw
            2 1 0:2 / /qm rw - ext4 /dev/b rw
            3 2 0:3 / /qm/a rw - tmpfs none rw
            4 1 0:4 / /qmother rw - tmpfs none rw
            5 3 0:5 / /qm/a rw - tmpfs none rw
            """);

    assertThat(Mounts.below(mounts, Path.of("/qm"))).extracting(Mount::id).containsExactly(5, 3, 2);
    assertThat(Mounts.holding(mounts, Path.of("/qm/a/x")).orElseThrow().id()).isEqualTo(5);
    assertThat(Mounts.holding(mounts, Path.of("/qmo")).orElseThrow().id()).isEqualTo(1);
  }

  @Test
  void realMountsAreListedAndTakenAway(@TempDir Path folder) throws Exception {
    assumeTrue(
        Capabilities.probe(Root.HOST).has("sys_admin"), "skipped: mounting needs to be root");
    var odd = Files.createDirectory(folder.toRealPath().resolve("a b\\c\nd"));
    mountTmpfs(odd);
    var inner = Files.createDirectory(odd.resolve("inner"));
    mountTmpfs(inner);

    assertThat(Mounts.below(odd)).extracting(Mount::target).containsExactly(inner, odd);
    Mounts.unmountBelow(odd);
    assertThat(Mounts.below(odd)).isEmpty();
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars(" \t\n\\#abc-.0123").ofMinLength(1).ofMaxLength(30);
  }

  private static void mountTmpfs(Path at) throws HostException {
    Command.of("mount", "-t", "tmpfs", "-o", "size=64k", "qm-test", at.toString()).require();
  }
}
