/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import io.ttlog.agent.context.FollowingContexts;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent, {@code -javaagent:ttlog-agent-VERSION-agent.jar[=option,...]}, or as attached to a running JVM. Throws nothing: what
 * cannot be installed is told on standard error, and the application starts without it. The options are those of {@link AgentOptions}.
 */
public final class Premain {
    /** Set once an agent of ttlog works in this JVM, whichever class loader it came from. */
    static final String INSTALLED = "ttlog.agent.installed";

    private Premain() {}

    /** By the JVM, before {@code main}. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        install(options, instrumentation);
    }

    /** By the JVM, when it is told to load this agent while it runs. */
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        install(options, instrumentation);
    }

    /** Installs what the options ask for, unless that has been done. */
    static synchronized void install(@Nullable String text, Instrumentation instrumentation) {
        if (System.getProperty(INSTALLED) != null) {
            return;
        }
        System.setProperty(INSTALLED, "true");
        Reports reports = new Reports(System.err::println);
        try {
            AgentOptions options = AgentOptions.parse(text, reports);
            if (options.weaving() != AgentOptions.Weaving.OFF) {
                WeavingTransformer.install(instrumentation, options.weaving(), reports);
            }
            if (options.following() != AgentOptions.Following.OFF) {
                FollowingContexts.install(
                        instrumentation, options.following() == AgentOptions.Following.ALL, reports::tell);
            }
        } catch (Throwable failure) { // the JVM would end
            reports.tell("the agent", "does not work here: " + failure);
        }
    }
}
