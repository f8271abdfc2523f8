package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ConfFile;
import dev.qm.bluechi.configuration.Layers;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.Side;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a program that runs here.
 *
 * @param layers what they are
 * @param mainFile where the administrator's file is, or would be
 * @param unread what is there and cannot be read
 */
record ProgramFiles(Layers layers, Path mainFile, List<Side.Unread> unread) {
  ProgramFiles {
    unread = List.copyOf(unread);
  }

  /** As they are now. */
  static ProgramFiles read(Root root, Program program) throws HostException {
    // a program's own machine is what it trusts; another reading loads a sixth of an agent's memory
    var tree =
        root.isHost() ? FileTree.ofOwnMachine("/etc") : FileTree.ofHost(root.directory(), "/etc");
    var layers = tree.layers(program, vendor(root, program));
    return new ProgramFiles(layers, tree.mainFile(program), tree.unread());
  }

  private static Optional<ConfFile> vendor(Root root, Program program) throws HostException {
    var file = root.at(program.vendorFile());
    if (!root.isHost()) {
      return MachineFiles.vendor(root.directory(), file, program);
    }
    try {
      return Optional.of(ConfFile.parse(file, Bounded.bytes(file, FileTree.LONGEST)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
