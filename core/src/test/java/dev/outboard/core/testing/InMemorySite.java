package dev.outboard.core.testing;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileOwner;

/** A host in memory, or one that passes on to it, as the contract of hosts sees it. */
record InMemorySite(Host host, InMemoryHost memory) implements HostSite {
    @Override
    public AbsolutePath root() {
        return AbsolutePath.of("/srv");
    }

    @Override
    public FileOwner owner() {
        return FileOwner.ROOT;
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        memory.putSymbolicLink(path, target);
    }
}
