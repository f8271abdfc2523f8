package dev.qm.assurance.view;

import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool of huge pages: Documentation/admin-guide/mm/hugetlbpage.rst.
 *
 * @param file which says how many there are
 * @param kilobytes of one page
 * @param pages in the pool
 * @param overcommit how many more the kernel may make on demand
 */
public record HugePagePool(String file, long kilobytes, long pages, long overcommit) {
  private static final String FOLDER = "/sys/kernel/mm/hugepages";
  private static final String PREFIX = "hugepages-";

  /** The machine's, one for each size of page. */
  public static List<HugePagePool> of(Machine machine) {
    var pools = new ArrayList<HugePagePool>();
    try (var names = Files.newDirectoryStream(machine.root().at(FOLDER))) {
      for (var entry : names) {
        var name = String.valueOf(entry.getFileName());
        if (name.startsWith(PREFIX) && name.endsWith("kB")) {
          var size = ControlFile.number(name.substring(PREFIX.length(), name.length() - 2));
          pools.add(
              new HugePagePool(
                  FOLDER + "/" + name + "/nr_hugepages",
                  size.orElse(0),
                  number(machine, name + "/nr_hugepages"),
                  number(machine, name + "/nr_overcommit_hugepages")));
        }
      }
    } catch (IOException | DirectoryIteratorException none) {
      return List.of();
    }
    return pools;
  }

  private static long number(Machine machine, String name) {
    return ControlFile.number(machine.texts().word(FOLDER + "/" + name).orElse("")).orElse(0);
  }

  /** How the hugetlb controller calls the size: {@code 2MB}, {@code 1GB}, {@code 64KB}. */
  public String size() {
    if (kilobytes >= 1 << 20) {
      return (kilobytes >> 20) + "GB";
    }
    return kilobytes >= 1 << 10 ? (kilobytes >> 10) + "MB" : kilobytes + "KB";
  }

  /** All that can be taken. */
  public long bytes() {
    return (pages + overcommit) * kilobytes * 1024;
  }
}
