package dev.qm.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of the machine: proc(5). */
public final class Processes {
  private Processes() {}

  /** Their ids, as this process sees them. */
  public static List<Integer> all() throws HostException {
    return all(Path.of("/proc"));
  }

  static List<Integer> all(Path proc) throws HostException {
    var pids = new ArrayList<Integer>();
    try (var entries = Files.newDirectoryStream(proc)) {
      for (var entry : entries) {
        var number = ControlFile.number(String.valueOf(entry.getFileName()));
        if (number.isPresent() && number.getAsLong() > 0) {
          pids.add((int) number.getAsLong());
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw new HostException("cannot list the processes", String.valueOf(failure.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot list the processes", failure);
    }
    pids.sort(Integer::compare);
    return List.copyOf(pids);
  }
}
