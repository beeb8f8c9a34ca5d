using Microsoft.Win32.SafeHandles;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Starting;

/// <summary>An open file that a child is given by number.</summary>
internal sealed class InheritedFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private InheritedFile(int descriptor)
    {
        Descriptor = descriptor;
        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    internal int Descriptor { get; }

    internal string Number => Descriptor.ToString();

    /// <summary>A file in memory that the child reads from its beginning.</summary>
    internal static InheritedFile WithContent(string name, ReadOnlySpan<byte> content)
    {
        var file = new InheritedFile(Libc.CreateMemoryFile(name));
        // Written by position, so that the offset that the child shares stays at the beginning.
        RandomAccess.Write(file._handle, content, 0);
        return file;
    }

    /// <summary>A pipe that the child writes and we read.</summary>
    internal static (InheritedFile Child, FileStream Ours) PipeFromChild()
    {
        var (read, write) = Libc.CreatePipe();
        return (new InheritedFile(write), new FileStream(new SafeFileHandle(read, ownsHandle: true), FileAccess.Read, bufferSize: 0));
    }

    /// <summary>A pipe that we write and the child reads.</summary>
    internal static (InheritedFile Child, FileStream Ours) PipeToChild()
    {
        var (read, write) = Libc.CreatePipe();
        return (new InheritedFile(read), new FileStream(new SafeFileHandle(write, ownsHandle: true), FileAccess.Write, bufferSize: 0));
    }

    public void Dispose() => _handle.Dispose();
}
