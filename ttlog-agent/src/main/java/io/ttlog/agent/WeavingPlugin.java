/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.build.BuildLogger;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.annotation.AnnotationList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.jar.asm.ClassTooLargeException;
import net.bytebuddy.jar.asm.MethodTooLargeException;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves the annotated methods of a class. For {@code byte-buddy-maven-plugin} or {@code byte-buddy-gradle-plugin}; the agent uses it, too. A
 * class that has been woven is not woven again. What cannot be woven is reported and stays as it was; a {@code slowerThan} that is no
 * duration fails the build.
 */
public final class WeavingPlugin implements Plugin {
    private static final String WOVEN = "io.ttlog.spi.Woven";

    private final boolean others;
    private final Reports reports;

    /** Reports on standard error. */
    public WeavingPlugin() {
        this(true, new Reports(System.err::println));
    }

    /** Reports as warnings of the build. */
    public WeavingPlugin(BuildLogger log) {
        this(true, new Reports(log::warn));
    }

    WeavingPlugin(boolean others, Reports reports) {
        this.others = others;
        this.reports = reports;
    }

    @Override
    public boolean matches(TypeDescription type) {
        if (Marks.annotation(type.getDeclaredAnnotations(), WOVEN) != null) {
            return false;
        }
        if (Marks.of(type.getDeclaredAnnotations(), others) != null) {
            return true;
        }
        for (MethodDescription method : type.getDeclaredMethods()) {
            AnnotationList annotations = method.getDeclaredAnnotations();
            if (!annotations.isEmpty() && Marks.of(annotations, others) != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public DynamicType.Builder<?> apply(DynamicType.Builder<?> builder, TypeDescription type, ClassFileLocator files) {
        Map<String, Point> points = points(type, files);
        return points.isEmpty() ? builder : builder.visit(new Weaver(points));
    }

    /** Those of the class that can be woven: none, reported, when one of them cannot. */
    Map<String, Point> points(TypeDescription type, ClassFileLocator files) {
        // Reads code, too, for the names of parameters: so they are the same whoever weaves.
        TypePool pool =
                new TypePool.Default(new TypePool.CacheProvider.Simple(), files, TypePool.Default.ReaderMode.EXTENDED);
        TypeDescription known = pool.describe(type.getName()).resolve();
        try {
            byte[] file = files.locate(type.getName()).resolve();
            Set<String> forwarding = Marks.annotation(known.getDeclaredAnnotations(), KotlinForwarding.METADATA) == null
                    ? Set.of()
                    : KotlinForwarding.methods(file);
            Map<String, Point> points = new Points(known, others, forwarding, reports).find();
            Weaver.tryOut(file, points);
            return points;
        } catch (IOException | Unweavable | ClassTooLargeException | MethodTooLargeException why) {
            reports.tell(type.getName(), "is not woven: " + why.getMessage());
            return Map.of();
        }
    }

    @Override
    public void close() {}
}
