package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The guide, typed word for word where SELinux is enforcing, on the packages: each line of its code
 * blocks, with what it says that a command prints.
 */
@InVm(Phase.GUIDE)
class TheGuideTest {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

  /** The first section whose blocks are for another machine than this one. */
  private static final String END = "## Without a network";

  /** What needs a network, which the VM has not; {@code SoftwareForTheRootfsTest} has packages. */
  private static final String FROM_A_REPOSITORY = "strace";

  private static final Pattern PROMISE = Pattern.compile("# .*?prints: (.*)$");

  @Test
  void eachLineWorksAsWritten(Partition partition) throws IOException {
    Vm vm = partition.vm();
    vm.write("/root/guide/qm", "#!/bin/sh\nexec /usr/bin/qm \"$@\"\n");
    for (String example : List.of("hello.container", "50-memory.conf")) {
      vm.write(
          "/root/guide/examples/" + example, Files.readString(TREE.resolve("examples/" + example)));
    }
    vm.run("chmod", "755", "/root/guide/qm").out();
    List<String> lines = lines();
    assertThat(lines).hasSizeGreaterThan(25).anyMatch(line -> line.startsWith("./qm remove "));

    for (String line : lines) {
      type(vm, line);
    }

    assertThat(vm.run("ls", "/usr/lib/qm", "/etc/qm", "/var/qm", "/var/lib/qm").stdout()).isEmpty();
  }

  /** Types one line, and holds it to its comment. */
  private static void type(Vm vm, String line) {
    Result typed =
        line.contains(" -it ")
            // somebody looks around and leaves
            ? in(vm, "echo exit | script -qec \"$1\" /dev/null", line)
            : line.contains(" -f ")
                // somebody has seen enough after a while
                ? in(vm, "timeout --preserve-status 20 sh -ec \"$1\"", line)
                : in(vm, "exec sh -ec \"$1\"", line);

    assertThat(typed.exitCode())
        .as(() -> line + "\n" + typed)
        .isIn(line.contains(" -f ") ? List.of(130, 143) : List.of(0));
    var promise = PROMISE.matcher(line);
    if (promise.find()) {
      assertThat(typed.stdout()).as(line).contains(promise.group(1));
    }
  }

  private static Result in(Vm vm, String script, String line) {
    return vm.run(
        "env",
        "-C",
        "/root/guide",
        "DEBIAN_FRONTEND=noninteractive",
        "sh",
        "-c",
        script,
        "sh",
        line);
  }

  private static List<String> lines() throws IOException {
    var lines = new ArrayList<String>();
    var isCode = false;
    for (var line : Files.readAllLines(TREE.resolve("docs/guide.md"))) {
      if (line.startsWith(END)) {
        break;
      }
      if (line.startsWith("```")) {
        isCode = line.equals("```sh");
      } else if (isCode && !line.contains(FROM_A_REPOSITORY)) {
        lines.add(line);
      }
    }
    return lines;
  }
}
