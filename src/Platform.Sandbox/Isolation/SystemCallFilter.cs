using System.Runtime.InteropServices;

namespace Platform.Sandbox.Isolation;

/// <summary>The few system calls that a sandbox does without, because nothing that they take would be in any count.</summary>
/// <remarks>
/// Shared memory and messages of System V, nameless files in memory and files that only an io_uring holds are in no folder and in no process's list.
/// Programs find them missing, as on a kernel without them, and do what they do there.
/// A process that asks to be hidden from others is told that it is, and stays visible to us.
/// </remarks>
internal static class SystemCallFilter
{
    private const int LoadWord = 0x20;
    private const int JumpIfEqual = 0x15;
    private const int JumpIfAtLeast = 0x35;
    private const int Return = 0x06;

    private const uint Allow = 0x7FFF0000;
    private const uint Kill = 0x80000000;
    private const uint AnswerDone = 0x00050000;
    private const uint AnswerMissing = AnswerDone | 38;

    // Where struct seccomp_data has the number, the processor and the low half of the first argument.
    private const uint NumberAt = 0;
    private const uint ProcessorAt = 4;
    private const uint FirstArgumentAt = 16;

    private const uint SetDumpable = 4;

    // The other numbering that x86 kernels understand.
    private const uint X32 = 0x40000000;

    /// <summary>The filter as the kernel takes it.</summary>
    internal static byte[] Program { get; } = Build();

    private static byte[] Build()
    {
        var (processor, setProcess, missing) = RuntimeInformation.ProcessArchitecture switch
        {
            // shmget, msgget, memfd_create, memfd_secret, io_uring_setup
            Architecture.X64 => (0xC000003Eu, 157u, new uint[] { 29, 68, 319, 447, 425 }),
            Architecture.Arm64 => (0xC00000B7u, 167u, new uint[] { 194, 186, 279, 447, 425 }),
            var other => throw new PlatformNotSupportedException($"Sandboxes are not made for {other} processors."),
        };

        List<Instruction> program =
        [
            new(LoadWord, 0, 0, ProcessorAt),
            // Programs of another processor's kind would come past the filter with other numbers.
            new(JumpIfEqual, 1, 0, processor),
            new(Return, 0, 0, Kill),
            new(LoadWord, 0, 0, NumberAt),
            new(JumpIfAtLeast, 0, 1, X32),
            new(Return, 0, 0, AnswerMissing),
        ];
        foreach (var number in missing)
        {
            program.Add(new(JumpIfEqual, 0, 1, number));
            program.Add(new(Return, 0, 0, AnswerMissing));
        }

        program.AddRange(
        [
            new(JumpIfEqual, 0, 3, setProcess),
            new(LoadWord, 0, 0, FirstArgumentAt),
            new(JumpIfEqual, 0, 1, SetDumpable),
            new(Return, 0, 0, AnswerDone),
            new(Return, 0, 0, Allow),
        ]);
        return MemoryMarshal.AsBytes(program.ToArray().AsSpan()).ToArray();
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);
}
