package dev.outboard.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** All that a machine takes up on this computer: a control group, and an enclosure with its files in memory. */
final class Site implements AutoCloseable {
    private static final String PREFIX = "outboard-machines-";
    private static final Set<Site> OPEN = ConcurrentHashMap.newKeySet();

    /** Machines of two test classes may have the same name at the same time. */
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Site::close), "machines"));
    }

    private final ControlGroup group;
    private final Enclosure enclosure;

    private Site(ControlGroup group, Enclosure enclosure) {
        this.group = group;
        this.enclosure = enclosure;
    }

    static Site open(String name) throws IOException {
        Leftovers.remove(PREFIX);
        ControlGroup group = ControlGroup.create(
                PREFIX + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-" + name);
        try {
            Site site = new Site(group, Enclosure.open());
            OPEN.add(site);
            return site;
        } catch (RuntimeException | Error failure) {
            group.remove();
            throw failure;
        }
    }

    /** The root directory of the machine, as this computer reaches it. */
    Path root() {
        return enclosure.path(Enclosure.ROOT);
    }

    /** Where its console is written to. */
    Path console() {
        return enclosure.path("/run/console.log");
    }

    Enclosure enclosure() {
        return enclosure;
    }

    ControlGroup group() {
        return group;
    }

    /** Kills what still runs; the files go with the enclosure. */
    @Override
    public void close() {
        if (OPEN.remove(this)) {
            enclosure.close();
            group.remove();
        }
    }
}
