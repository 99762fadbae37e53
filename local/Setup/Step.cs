using System.Diagnostics;

namespace Relay.Local.Setup;

/// <summary>One line of progress: what is being done, and how long it took. Steps with nothing to do print nothing.</summary>
internal static class Step
{
    private const int LabelWidth = 52;

    public static T Run<T>(string label, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        Console.Error.Write("  " + label.PadRight(LabelWidth, ' '));
        // A dot now and then, so that a slow registry does not look like a hang.
        using var dots = new Timer(_ => Console.Error.Write('.'), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        var result = work();
        Console.Error.WriteLine($" {clock.Elapsed.TotalSeconds:0.0} s");
        return result;
    }

    public static void Run(string label, Action work) => Run(label, () =>
    {
        work();
        return true;
    });
}
