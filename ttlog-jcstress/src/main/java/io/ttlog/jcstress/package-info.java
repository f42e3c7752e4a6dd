/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runs jcstress over the tests of this module, which lie in the packages of the classes that they need. A test is named after the
 * class that it is about; its results say what a thread saw, and which are forbidden. {@code ttlog-jcstress/run} builds and runs
 * them, {@code ./mvnw verify -Pjcstress} does so as a test. Nothing imports this package.
 */
@NullMarked
package io.ttlog.jcstress;

import org.jspecify.annotations.NullMarked;
