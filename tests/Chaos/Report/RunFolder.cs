namespace Relay.Chaos.Report;

/// <summary>Where a run keeps its data and its logs. The logs of a failed run stay.</summary>
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

    /// <summary>Removes the data, and the logs too unless they are to stay.</summary>
    public void Clean(bool keepLogs)
    {
        if (keepLogs)
            Directory.Delete(Data, recursive: true);
        else
            _folder.Delete(recursive: true);
    }
}
