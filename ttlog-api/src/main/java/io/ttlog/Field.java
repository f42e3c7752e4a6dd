/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Records a parameter of an {@linkplain Instrument instrumented} method, or the result of the method, as a field of its span. By type as
 * {@link Span#with(String, Object)} does; primitives are not boxed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD})
public @interface Field {
    /** The key. By default the name of the parameter if the class file has it, else {@code arg0} and so on; of a result {@code result}. */
    String value() default "";
}
