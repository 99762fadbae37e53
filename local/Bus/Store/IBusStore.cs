namespace Relay.Local.Bus.Store;

/// <summary>
/// Durable state behind the engine. Work is made durable in the order in which it is submitted, and each piece of work
/// is atomic.
/// </summary>
internal interface IBusStore : IDisposable
{
    /// <summary>Finds or makes the queue and reads what is stored of it.</summary>
    StoredQueue Open(string queue);

    /// <summary>
    /// Takes work; <paramref name="committed"/> is called, in the order of submission, once it is on disk. It is never
    /// called when the disk fails: then nothing is acknowledged any more.
    /// </summary>
    void Submit(IReadOnlyList<StoreRecord> records, Action committed);

    /// <summary>Size of the files behind it; 0 when there are none.</summary>
    long DiskBytes { get; }

    /// <summary>A committed message; null when there is none under this key.</summary>
    StoredMessage? Read(long key);
}
