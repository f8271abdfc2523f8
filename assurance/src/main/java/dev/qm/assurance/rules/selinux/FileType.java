package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** What the partition makes in memory has this type. */
final class FileType {
  static final Rule RULE =
      Rule.named("selinux-file-type")
          .title("Files that the partition makes in memory are the partition's")
          .against(Interference.EXCHANGE)
          .harm(
              "Containers of the host may read and write what the partition has in memory, and the other way round.")
          .rationale(
              """
              Podman mounts the partition's tmpfs with this type. Without one it is container_file_t, which every \
              container of the host may use.\
              """)
          .sources("podman-run(1), --security-opt label=filetype", "docs/selinux.md")
          .how("The label of the effective podman run.")
          .proves("Podman gives mounts the type qm_file_t.")
          .doesNotProve(
              "The labels of files on disk: `qm selinux status` compares them, which takes as long as there are files.")
          .mend("say SecurityLabelFileType=qm_file_t, then `qm restart`")
          .check(FileType::check);

  private FileType() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    var judgement = new Judgement();
    SecondWall.judge(
        judgement,
        view,
        "filetype",
        "SecurityLabelFileType",
        "qm_file_t",
        "the partition's own mounts are not labelled as its files");
    return judgement.verdict("");
  }
}
