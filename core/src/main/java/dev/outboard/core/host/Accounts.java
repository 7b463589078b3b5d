package dev.outboard.core.host;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileOwner;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Map;

/** Users and groups of this machine, by name and by number. */
final class Accounts {
    private static final UserPrincipalLookupService LOOKUP =
            FileSystems.getDefault().getUserPrincipalLookupService();

    private Accounts() {}

    /** Gives a file to its owner. */
    @FunctionalInterface
    interface Ownership {
        /** What a tree without an owner of its own uses. */
        Ownership NONE = path -> {};

        void own(Path path) throws IOException;
    }

    /** Looks the owner up, so that a missing one is known before anything is written. */
    static Ownership owning(AbsolutePath path, FileOwner owner) {
        Ownership user =
                isNumber(owner.user()) ? file -> setNumber(file, "unix:uid", owner.user()) : user(path, owner.user());
        Ownership group = isNumber(owner.group())
                ? file -> setNumber(file, "unix:gid", owner.group())
                : group(path, owner.group());
        return file -> {
            user.own(file);
            group.own(file);
        };
    }

    private static Ownership user(AbsolutePath path, String name) {
        try {
            var user = LOOKUP.lookupPrincipalByName(name);
            return file -> view(file).setOwner(user);
        } catch (IOException missing) {
            throw unknown(path, "user", name, "useradd --system " + name, missing);
        }
    }

    private static Ownership group(AbsolutePath path, String name) {
        try {
            var group = LOOKUP.lookupPrincipalByGroupName(name);
            return file -> view(file).setGroup(group);
        } catch (IOException missing) {
            throw unknown(path, "group", name, "groupadd --system " + name, missing);
        }
    }

    private static HostException unknown(
            AbsolutePath path, String kind, String name, String creation, IOException cause) {
        String problem = cause instanceof UserPrincipalNotFoundException
                ? "there is no " + kind + " " + name
                : kind + " " + name + " can't be looked up (" + cause.getMessage() + ")";
        return new HostException(path + ": " + problem, "create the " + kind + ": " + creation, cause);
    }

    private static PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void setNumber(Path file, String attribute, String number) throws IOException {
        Files.setAttribute(file, attribute, Integer.parseUnsignedInt(number), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isNumber(String user) {
        return Character.isDigit(user.charAt(0));
    }

    /** The owner among the attributes that {@code unix:uid,gid,owner,group} reads. */
    static FileOwner ownerIn(Map<String, Object> attributes) {
        try {
            return FileOwner.of(text(attributes, "owner"), text(attributes, "group"));
        } catch (InvalidValueException notPortable) {
            // a directory service may have names that no unit file can carry
            return FileOwner.of(number(attributes, "uid"), number(attributes, "gid"));
        }
    }

    private static String text(Map<String, Object> attributes, String name) {
        return String.valueOf(attributes.get(name));
    }

    private static String number(Map<String, Object> attributes, String name) {
        return Integer.toUnsignedString(Integer.parseInt(text(attributes, name)));
    }
}
