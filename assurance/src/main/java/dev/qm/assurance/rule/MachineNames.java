package dev.qm.assurance.rule;

import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Places of a machine whose root is a folder of this one, as the machine itself names them: {@code
 * /etc/...}, wherever its image lies. What is accepted or filed then holds for the image and for
 * the machine that it becomes.
 *
 * @param folders the names of its root folder here; none of the running machine
 */
public record MachineNames(List<Path> folders) {
  /** Copies what it is given, so that nobody can change it. */
  public MachineNames {
    folders = List.copyOf(folders);
  }

  /** Those of the machine below {@code root}. */
  public static MachineNames of(Root root) {
    var folders = new ArrayList<Path>();
    if (!root.isHost()) {
      folders.add(root.directory());
      try {
        // some readers follow the links that lead to it
        folders.add(root.directory().toRealPath());
      } catch (IOException gone) {
        return new MachineNames(folders);
      }
    }
    return new MachineNames(folders);
  }

  /** The place. */
  public Origin of(Origin origin) {
    for (var folder : folders) {
      if (origin.file().startsWith(folder)) {
        return new Origin(Path.of("/").resolve(folder.relativize(origin.file())), origin.line());
      }
    }
    return origin;
  }

  /** The finding about a file of the owner's. */
  public Problem of(Problem problem) {
    return folders.isEmpty()
        ? problem
        : new Problem(
            problem.severity(),
            problem.rule(),
            of(problem.origin()),
            problem.column(),
            problem.width(),
            of(problem.message()),
            of(problem.why()),
            of(problem.mend()));
  }

  /** The verdict; what stands in a line of a file is left as it is. */
  Verdict of(Verdict verdict) {
    if (folders.isEmpty()) {
      return verdict;
    }
    return switch (verdict) {
      case Verdict.Pass(var evidence) -> new Verdict.Pass(of(evidence));
      case Verdict.Fail(var faults) -> {
        var named = new ArrayList<Fault>();
        for (var fault : faults) {
          named.add(
              new Fault(of(fault.what()), of(fault.evidence()), of(fault.advice()), fault.mend()));
        }
        yield new Verdict.Fail(named);
      }
      case Verdict.NotApplicable(var reason) -> new Verdict.NotApplicable(of(reason));
      case Verdict.NotJudged(var reason) -> new Verdict.NotJudged(of(reason));
    };
  }

  private List<Evidence> of(List<Evidence> all) {
    var named = new ArrayList<Evidence>();
    for (var one : all) {
      named.add(
          one.origin().isPresent()
              ? Evidence.at(of(one.origin().get()), one.value())
              : Evidence.kernel(of(one.place()), one.value()));
    }
    return named;
  }

  private String of(String text) {
    var named = text;
    for (var folder : folders) {
      named = named.replace(folder + "/", "/");
    }
    return named;
  }
}
