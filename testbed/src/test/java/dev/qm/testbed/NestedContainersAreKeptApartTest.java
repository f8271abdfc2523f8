package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Two containers inside the partition cannot read each other's files, not even those that both were
 * given.
 */
@InVm(Phase.NEIGHBOURS)
class NestedContainersAreKeptApartTest {

  @Test
  void aContainerCannotReadTheFilesOfItsNeighbour(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());
    // Z labels the folder for the first container alone
    String first =
        partition
            .shell(
                "mkdir -p /var/first; echo secret >/var/first/file;"
                    + " podman run -d --name first --network none --volume /var/first:/data:Z"
                    + " localhost/tiny /bin/sleep 100000 >/dev/null;"
                    + " podman exec first /bin/cat /data/file /proc/1/attr/current")
            .out();

    Result second =
        partition.shell(
            "podman run --rm --name second --network none --volume /var/first:/data localhost/tiny"
                + " /bin/sh -c 'cat /proc/1/attr/current; echo; cat /data/file'");

    assertThat(first).startsWith("secret\n").contains(":qm_container_t:s0:c");
    assertThat(second.stdout()).contains(":qm_container_t:s0:c").doesNotContain("secret");
    assertThat(second.stderr()).contains("Permission denied");
    String firstCategories = categories(first);
    String secondCategories = categories(second.stdout());
    assertThat(firstCategories).isNotEqualTo(secondCategories);
    assertThat(log.denials())
        .as(second::toString)
        .anySatisfy(avc -> {
          assertThat(avc.source()).endsWith(":qm_container_t:" + secondCategories);
          assertThat(avc.target()).endsWith(":qm_container_file_t:" + firstCategories);
        });
    partition.shell("podman rm --force --time 0 first").out();
  }

  private static String categories(String printed) {
    Matcher found = Pattern.compile(":qm_container_t:(s0:c\\d+,c\\d+)").matcher(printed);
    assertThat(found.find()).as(printed).isTrue();
    return found.group(1);
  }
}
