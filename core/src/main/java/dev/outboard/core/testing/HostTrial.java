package dev.outboard.core.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.util.List;
import java.util.Optional;

/**
 * The trial of one promise of a {@link HostContract}. Files and directories have names below the root of the site.
 *
 * @param site the host to try
 */
record HostTrial(HostSite site) {
    static final FileContent OLD = FileContent.ofText("old\n");
    static final FileContent NEW = FileContent.ofText("new\n");

    AbsolutePath path(String name) {
        return name.isEmpty() ? site.root() : site.root().resolve(name);
    }

    void write(String name, FileContent content) {
        write(name, content, FileMode.FILE);
    }

    void write(String name, FileContent content, FileMode mode) {
        site.host().writeFile(path(name), content, mode, site.owner());
    }

    void makeDirectory(String name) {
        makeDirectory(name, FileMode.DIRECTORY);
    }

    void makeDirectory(String name, FileMode mode) {
        site.host().makeDirectory(path(name), mode, site.owner());
    }

    void link(String name, String target) {
        site.makeSymbolicLink(path(name), target);
    }

    void deleteFile(String name) {
        site.host().deleteFile(path(name));
    }

    void deleteEmptyDirectory(String name) {
        site.host().deleteEmptyDirectory(path(name));
    }

    void deleteTree(String name) {
        site.host().deleteTree(path(name));
    }

    CommandResult run(Command command) {
        return site.host().run(command);
    }

    Optional<CommandResult> ask(Query query) {
        return site.host().ask(query);
    }

    void hasContent(String name, FileContent content) {
        equal("the content of " + path(name), site.host().read(path(name)), Optional.of(content));
    }

    void hasNoContent(String name) {
        equal("the content of " + path(name), site.host().read(path(name)), Optional.empty());
    }

    void isNotThere(String name) {
        equal("the status of " + path(name), site.host().status(path(name)), Optional.empty());
    }

    void hasMode(String name, FileMode mode) {
        equal("the mode of " + path(name), site.host().status(path(name)).map(FileStatus::mode), Optional.of(mode));
    }

    void isOfType(String name, FileStatus.Type type) {
        equal("the type of " + path(name), site.host().status(path(name)).map(FileStatus::type), Optional.of(type));
    }

    void has(String name, FileStatus.Type type, FileMode mode) {
        equal(
                "the status of " + path(name),
                site.host().status(path(name)),
                Optional.of(new FileStatus(type, mode, site.owner())));
    }

    /** The names in the root. */
    void holds(String... names) {
        directoryHolds("", names);
    }

    void directoryHolds(String directory, String... names) {
        equal("the names in " + path(directory), site.host().list(path(directory)), List.of(names));
    }

    /** A host refuses with an exception that names the path and a remedy. */
    void refuses(String name, Runnable effect) {
        try {
            effect.run();
        } catch (HostException refusal) {
            require(
                    refusal.problem().contains(path(name).toString()),
                    "the refusal does not name " + path(name) + ": " + refusal.problem());
            require(!refusal.remedy().isBlank(), "the refusal has no remedy: " + refusal.problem());
            return;
        }
        throw new AssertionError(path(name) + ": expected a HostException, but nothing was thrown");
    }

    void equal(String what, Object found, Object expected) {
        require(
                found.equals(expected),
                what + " is " + ForeignText.value(found.toString()) + ", expected "
                        + ForeignText.value(expected.toString()));
    }

    void require(boolean kept, String broken) {
        if (!kept) {
            throw new AssertionError(broken);
        }
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
