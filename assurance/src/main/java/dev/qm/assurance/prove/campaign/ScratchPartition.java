package dev.qm.assurance.prove.campaign;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Readiness;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.Ledger;
import dev.qm.partition.setup.Removal;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SetupRequest;
import dev.qm.partition.setup.SystemTree;
import dev.qm.partition.setup.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A partition for one campaign, without one of its walls: beside the machine's own, below a folder
 * of its own, so that it has another name, another network and other control groups. Its rootfs is
 * a copy.
 */
public final class ScratchPartition implements AutoCloseable {
  private static final String FOLDER = "/var/lib/qm-assurance/scratch";
  private static final String DROP_IN = "zz-without.conf";

  private final Root root;
  private final Setup.Observer told;

  private ScratchPartition(Root root, Setup.Observer told) {
    this.root = root;
    this.told = told;
  }

  /**
   * Makes it and starts it; what an earlier campaign left of one that was killed goes first.
   *
   * @param like the machine's own, whose rootfs is copied
   * @param image the run-time image of this program
   */
  public static ScratchPartition start(
      PartitionSpec like, Wall wall, SystemTree system, Path image, Setup.Observer told)
      throws HostException {
    var scratch = new ScratchPartition(new Root(like.root().at(FOLDER)), told);
    scratch.close();
    try {
      scratch.make(like, wall, system, image);
    } catch (HostException | RuntimeException failure) {
      scratch.close();
      throw failure;
    }
    return scratch;
  }

  /** Takes away what a campaign left that was killed. */
  public static void sweep(PartitionSpec like, Setup.Observer told) throws HostException {
    new ScratchPartition(new Root(like.root().at(FOLDER)), told).close();
  }

  /** What it is, to be measured. */
  public PartitionSpec spec() throws HostException {
    return PartitionSpec.require(root);
  }

  private void make(PartitionSpec like, Wall wall, SystemTree system, Path image)
      throws HostException {
    try {
      Files.createDirectories(
          root.directory(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      // its subordinate ids are kept in files of its own
      Files.createDirectories(root.at("/etc"));
    } catch (IOException failure) {
      throw new HostException("cannot make a partition beside the machine's own", failure);
    }
    var request =
        SetupRequest.copyOf(
            like.root().at(like.layout().rootfs()).toString(),
            wall.ids() == Wall.Ids.HOSTS ? Optional.of(Isolation.Wanted.PLAIN) : Optional.empty(),
            // all walls stand but the one
            Ledger.read(like.root()));
    Setup.plan(root, request, system, image, Setup.Services.SKIP).run(told);
    AtomicFile.write(root.at(Layout.DROP_INS + "/" + DROP_IN), wall.dropIn(), "0644");
    var spec = spec();
    Runner.of(spec).start().forEach(told::note);
    var state = Readiness.await(Instance.require(spec), spec.startTimeout(), told::waiting);
    if (!state.equals("running")) {
      throw new HostException(
          "the partition without " + wall.title() + " does not run",
          "its systemd says "
              + state
              + ": "
              + String.join(" ", Readiness.failedUnits(Instance.require(spec))));
    }
  }

  @Override
  public void close() throws HostException {
    if (!Files.isDirectory(root.directory())) {
      return;
    }
    var spec = PartitionSpec.load(root);
    if (spec.isPresent()) {
      Runner.of(spec.get()).stop();
    }
    var removal = Removal.plan(root, Removal.Keep.NOTHING, Removal.Packages.KEEP);
    if (removal.isPresent()) {
      removal.get().run(told);
    }
    Trees.remove(root.directory(), Workers.of(Root.HOST));
  }
}
