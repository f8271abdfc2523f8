"""Makes namespaces and drops them: the kernel holds its rtnl lock while it takes one of the network apart.

    netns.py [net | all] [--workers N]
"""

import counted

CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000

FLAGS = {"all": counted.CLONE_NEWNET | counted.CLONE_NEWIPC | counted.CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS}


def step(_, __):
    # those before have no process any more
    counted.unshare(FLAGS.get(counted.kind(), counted.CLONE_NEWNET))
    return 1


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 4))
