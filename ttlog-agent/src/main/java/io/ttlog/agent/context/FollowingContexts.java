/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinTask;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the places of the JDK where work is handed from thread to thread. A class that cannot be woven is reported and stays as it was: then
 * contexts do not follow there.
 */
public final class FollowingContexts implements ClassFileTransformer {
    private static final String CONCURRENT = "java.util.concurrent.";

    /** What is done with a class, by its internal name. */
    private final Map<String, UnaryOperator<DynamicType.Builder<?>>> places = new LinkedHashMap<>();

    private final BiConsumer<String, String> reports;

    private FollowingContexts(boolean threads, BiConsumer<String, String> reports) {
        this.reports = reports;
        RunThroughRelay worker = new RunThroughRelay("java/lang/Runnable", true);
        place(
                CONCURRENT + "ThreadPoolExecutor",
                builder -> builder.visit(advice(Places.Execute.class, named("execute")))
                        .visit(advice(Places.Remove.class, named("remove").and(takesArguments(1))))
                        .visit(advice(Places.Drain.class, named("drainQueue")))
                        .visit(loop(worker, "runWorker")));
        for (String policy : new String[] {"CallerRunsPolicy", "DiscardPolicy", "DiscardOldestPolicy"}) {
            place(
                    CONCURRENT + "ThreadPoolExecutor$" + policy,
                    builder -> builder.visit(advice(Places.Reject.class, named("rejectedExecution"))));
        }
        place(
                CONCURRENT + "ScheduledThreadPoolExecutor",
                builder -> builder.visit(advice(Places.DelayedExecute.class, named("delayedExecute"))));
        place(
                CONCURRENT + "ForkJoinTask",
                builder -> builder.visit(advice(
                                Places.Fork.class,
                                named("fork").or(named("invoke")).or(named("quietlyInvoke"))))
                        .visit(advice(Places.InvokeTwo.class, named("invokeAll").and(takesArguments(2))))
                        .visit(advice(
                                Places.InvokeArray.class, named("invokeAll").and(takesArguments(ForkJoinTask[].class))))
                        .visit(advice(
                                Places.InvokeCollection.class,
                                named("invokeAll").and(takesArguments(Collection.class))))
                        .visit(advice(Places.DoExec.class, named("doExec"))));
        place(
                CONCURRENT + "ForkJoinPool",
                builder -> builder.visit(advice(
                                Places.Submit.class, named("externalSubmit").and(takesArguments(1))))
                        .visit(advice(
                                Places.PoolSubmit.class, named("poolSubmit").and(takesArgument(1, ForkJoinTask.class))))
                        .visit(advice(Places.ScheduleDelayed.class, named("scheduleDelayedTask"))));
        place(
                CONCURRENT + "CompletableFuture$UniCompletion",
                builder -> builder.visit(advice(Places.Stage.class, isConstructor())));
        place("java.util.Timer", builder -> builder.visit(advice(Places.Sched.class, named("sched"))));
        place(
                "java.util.TimerThread",
                builder -> builder.visit(loop(new RunThroughRelay("java/util/TimerTask", false), "mainLoop")));
        if (threads) {
            ElementMatcher.Junction<MethodDescription> started = named("start");
            place("java.lang.Thread", builder -> builder.visit(advice(Places.Start.class, started)));
            place(
                    "java.lang.VirtualThread",
                    builder -> builder.visit(advice(Places.Start.class, started.and(takesArguments(1)))));
        }
    }

    /**
     * Has contexts follow from now on, of each copy of ttlog that connects.
     *
     * @param threads also into threads that are started, not only with tasks
     * @param reports is told what does not work, as a subject and what is the matter with it
     */
    public static void install(Instrumentation instrumentation, boolean threads, BiConsumer<String, String> reports) {
        try {
            RelayClasses.define(instrumentation);
        } catch (Exception | LinkageError refused) {
            reports.accept("the agent", "carries no contexts here: " + refused);
            return;
        }
        FollowingContexts following = new FollowingContexts(threads, reports);
        List<Class<?>> loaded = following.load(); // before: to weave a class needs some of the others
        instrumentation.addTransformer(following, true);
        for (Class<?> type : loaded) {
            try {
                instrumentation.retransformClasses(type);
            } catch (Exception | LinkageError refused) {
                reports.accept(type.getName(), "is not woven, contexts do not follow there: " + refused);
            }
        }
    }

    private List<Class<?>> load() {
        List<Class<?>> loaded = new ArrayList<>();
        for (String internalName : places.keySet()) {
            String name = internalName.replace('/', '.');
            try {
                loaded.add(Class.forName(name, false, null));
            } catch (ClassNotFoundException otherVersion) {
                if (!name.equals("java.lang.VirtualThread")) {
                    reports.accept(name, "is not in this JDK: contexts do not follow there");
                }
            }
        }
        return loaded;
    }

    private void place(String name, UnaryOperator<DynamicType.Builder<?>> weave) {
        places.put(name.replace('.', '/'), weave);
    }

    private static AsmVisitorWrapper advice(Class<?> place, ElementMatcher<? super MethodDescription> methods) {
        return Advice.to(place).on(methods);
    }

    private static AsmVisitorWrapper loop(RunThroughRelay relay, String method) {
        return new AsmVisitorWrapper.ForDeclaredMethods().method(named(method), relay);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] file) {
        if (loader != null || internalName == null) {
            return null;
        }
        UnaryOperator<DynamicType.Builder<?>> weave = places.get(internalName);
        if (weave == null) {
            return null;
        }
        String name = internalName.replace('/', '.');
        try {
            ClassFileLocator files = new ClassFileLocator.Compound(
                    new ClassFileLocator.Simple(Map.of(name, file)),
                    ClassFileLocator.ForClassLoader.ofPlatformLoader());
            TypePool pool = TypePool.Default.of(files);
            TypeDescription type = pool.describe(name).resolve();
            DynamicType.Builder<?> plain =
                    new ByteBuddy().with(TypeValidation.DISABLED).decorate(type, files);
            return RelayClasses.moved(weave.apply(plain)
                    .make(TypeResolutionStrategy.Disabled.INSTANCE, pool)
                    .getBytes());
        } catch (Throwable failure) { // the JVM would swallow it, and nobody would know
            reports.accept(name, "is not woven, contexts do not follow there: " + failure);
            return null;
        }
    }
}
