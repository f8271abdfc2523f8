package dev.qm.assurance.view;

import dev.qm.host.Root;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.file.OpenPlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The device nodes in the {@code /dev} of a running partition, which root inside may fill as it
 * likes: no link is followed, no device is opened, and only so many names are looked at.
 */
public final class LiveNodes {
  private static final int MOST = 2_000;
  private static final int DEEPEST = 3;

  private final List<DeviceNode> nodes = new ArrayList<>();
  private int left = MOST;

  private LiveNodes() {}

  /** Those that the process {@code pid} sees; none when it has ended or may not be looked at. */
  public static List<DeviceNode> of(Root root, int pid) {
    var nodes = new LiveNodes();
    try (var top = OpenPlace.trusted(root.at("/proc/" + pid + "/root"));
        var folder = top.folder("dev")) {
      nodes.walk(folder, "/dev", DEEPEST);
    } catch (IOException ended) {
      // what was seen until then counts
    }
    return List.copyOf(nodes.nodes);
  }

  private void walk(OpenPlace folder, String path, int deep) throws IOException {
    for (var name : folder.names(left)) {
      left--;
      try (var place = folder.below(name)) {
        var attributes = place.attributes();
        if (attributes.isDirectory() && deep > 1) {
          walk(place, path + "/" + name, deep - 1);
        } else if (attributes.isOther()) {
          DeviceNode.behind(place.path())
              .ifPresent(it ->
                  nodes.add(
                      new DeviceNode(
                          path + "/" + name,
                          it.kind(),
                          it.major(),
                          it.minor(),
                          it.mode(),
                          it.uid(),
                          it.gid())));
        }
      } catch (IOException gone) {
        // a name that went while it was looked at
      }
    }
  }
}
