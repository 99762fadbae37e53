namespace Relay.Cli.Bus;

/// <summary>
/// Lines that stay and, on a terminal, one line below them that is written over. Several threads may use it.
/// </summary>
/// <param name="output">Where it is all written.</param>
/// <param name="columns">The terminal's width; null where the output is no terminal, or has none.</param>
internal sealed class BusScreen(TextWriter output, Func<int?> columns)
{
    private const string ClearLine = "\r\e[K";
    private const string Indent = "  ";

    private readonly Lock _gate = new();
    private string? _status;

    /// <summary>Writes a line that stays.</summary>
    public void Print(string line)
    {
        lock (_gate)
        {
            output.Write(_status is null ? "" : ClearLine);
            output.WriteLine(line);
            Draw();
        }
    }

    /// <summary>Writes the line below over; cut to the terminal's width, for a line that wraps cannot be written over.</summary>
    public void Status(string line)
    {
        lock (_gate)
        {
            output.Write(_status is null ? "" : ClearLine);
            _status = Indent + line;
            Draw();
        }
    }

    /// <summary>The line below becomes one that stays.</summary>
    public void EndStatus()
    {
        lock (_gate)
        {
            if (_status is not null)
                output.WriteLine();
            _status = null;
            output.Flush();
        }
    }

    private void Draw()
    {
        if (_status is { } status)
            output.Write(columns() is { } width && status.Length >= width ? status[..Math.Max(0, width - 1)] : status);
        output.Flush();
    }
}
