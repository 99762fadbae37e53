namespace Relay.Chaos.Report;

/// <summary>Where a run keeps its data and its logs. Those of a failed run stay: what is still parked tells most of what was lost.</summary>
internal sealed class RunFolder
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-chaos-");

    public RunFolder()
    {
        Directory.CreateDirectory(Data);
    }

    /// <summary>The whole folder.</summary>
    public string Path => _folder.FullName;

    /// <summary>Queue, tables, blobs and keys.</summary>
    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>The log file of a part.</summary>
    public string Log(string part) => System.IO.Path.Combine(Path, part + ".log");

    /// <summary>Removes everything.</summary>
    public void Remove() => _folder.Delete(recursive: true);
}
