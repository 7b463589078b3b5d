package dev.outboard.runner.testing.parts;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.testing.Faults;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to Docker and to GitLab that go wrong as {@link Faults} say. Those that only read always succeed. Share the faults
 * with a {@link dev.outboard.core.testing.shared.FaultyHost}, so that a program's effects are counted together.
 */
public final class FaultyCalls {
    private static final ImmutableSet<String> READING = ImmutableSet.of(
            "info",
            "containers",
            "container",
            "awaitExit",
            "logs",
            "networks",
            "imageId",
            "hasImage",
            "close",
            "verify",
            "runner",
            "neverContacted",
            "toString");

    private FaultyCalls() {}

    /**
     * Makes the calls to Docker daemons faulty.
     *
     * @param engines have the effects
     * @param faults say where it goes wrong
     * @return the way to faulty daemons
     */
    public static Engines ofEngines(Engines engines, Faults faults) {
        return socket -> faulty(Engine.class, engines.open(socket), "docker " + socket + " ", faults);
    }

    /**
     * Makes the calls to GitLabs faulty.
     *
     * @param gitLabs have the effects
     * @param faults say where it goes wrong
     * @return the way to faulty GitLabs
     */
    public static GitLabs ofGitLabs(GitLabs gitLabs, Faults faults) {
        return connection -> faulty(GitLab.class, gitLabs.open(connection), "GitLab ", faults);
    }

    private static <T> T faulty(Class<T> type, T target, String name, Faults faults) {
        return type.cast(Proxy.newProxyInstance(
                FaultyCalls.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> READING.contains(method.getName())
                        ? call(target, method, arguments)
                        : faults.have(name + method.getName(), () -> call(target, method, arguments))));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (thrown.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new UndeclaredThrowableException(thrown.getCause());
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
